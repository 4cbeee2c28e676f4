"""Who may use the admin's forms of a model where not everything that could be granted is ever done by a form."""

from wagtail.permission_policies import ModelPermissionPolicy


class FormPolicy(ModelPermissionPolicy):
    """What a user's permissions grant, and of that only `actions` ("add", "change", "delete", "view").

    The rest is done to nobody's record by a form, not even by a superuser.
    """

    def __init__(self, model, *actions: str):
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user, action):
        """Return whether the user may do `action`."""
        return action in self.actions and super().user_has_permission(user, action)
