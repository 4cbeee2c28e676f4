// Lets Wagtail's admin run without inline scripts, and under a policy that allows no style but those of its own scripts.
// Where Wagtail writes a script that starts a widget, our templates write <widget-start kind="" for="" options="">.
(() => {
  "use strict";

  const construct = (kind) => (id, options) => new window[kind](id, options);
  const panel = (kind) => (id, options) => new window[kind](options);
  // Nothing else is ever started: an element in somebody's text cannot name what to run.
  const starts = {
    date: (id, options) => window.initDateChooser(id, options),
    time: (id, options) => window.initTimeChooser(id, options),
    datetime: (id, options) => window.initDateTimeChooser(id, options),
    InlinePanel: panel("InlinePanel"),
    MultipleChooserPanel: panel("MultipleChooserPanel"),
    TaskChooser: (id) => window.createTaskChooser(id),
    Chooser: construct("Chooser"),
    PageChooser: construct("PageChooser"),
    ImageChooser: construct("ImageChooser"),
    DocumentChooser: construct("DocumentChooser"),
    SnippetChooser: construct("SnippetChooser"),
  };

  // Like a script in its place it starts as soon as it is there, once, and not inside a <template>.
  class WidgetStart extends HTMLElement {
    connectedCallback() {
      if (this.isStarted || !Object.hasOwn(starts, this.getAttribute("kind"))) return;
      this.isStarted = true;
      // Escaped for a script's string, quotes included: Wagtail fills in the numbers of new rows up to the next quote.
      const text = JSON.parse(`"${this.getAttribute("options") || "{}"}"`);
      starts[this.getAttribute("kind")](this.getAttribute("for"), JSON.parse(text));
    }
  }
  customElements.define("widget-start", WidgetStart);

  // The tool that marks a picture's focal point asks a browser for its fingers by an inline handler, unless told.
  if (window.jQuery?.Jcrop) window.jQuery.Jcrop.defaults.touchSupport = "ontouchstart" in window;

  // The rich-text editor writes two style sheets of its own, one with words of the interface in it: no hash would fit.
  const { nonce } = document.currentScript;
  const createElement = Document.prototype.createElement;
  Document.prototype.createElement = function create(name, ...others) {
    const element = createElement.call(this, name, ...others);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
})();
