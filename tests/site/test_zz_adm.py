import collections
import os
import re
import time
import pytest
from tests.naughty.admin import editors_requests
from tests.naughty.trying import try_out
from tests.naughty.wire import Wire
pytestmark = pytest.mark.django_db
def test_x():
    world, wire, n = editors_requests(), Wire(), int(os.environ.get("N", 20))
    seen = collections.Counter()
    example = {}
    began = time.process_time()
    def write(done):
        with open("/tmp/w/shield-sum.txt", "w") as out:
            print("CPU", time.process_time() - began, len(world), sum(map(len, world.values())), done, file=out)
            for key, number in seen.most_common(60): print(number, key, "   e.g.", example[key], file=out)
    for name in world:
        if os.environ.get("R") and os.environ["R"] != name: continue
        for f in try_out(name, world[name], wire, n):
            key = re.sub(r"\d+-11-30T[^\"]*|b'[^']*'|\d{4,}", "#", f.split(": ", 1)[1])[:230]
            seen[key] += 1
            example.setdefault(key, f[:150])
        write(name)
