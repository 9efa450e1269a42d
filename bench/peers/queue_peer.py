"""How fast a peer's queue is, measured as TaskBench measures ours: bench/tasks.sh calls it.

    queue_peer.py PEER TASKS PICK_UPS     the measurement; starts its Redis and its workers itself
    queue_peer.py check PEER              status 0 where this peer can run here

PEER is celery or dramatiq: Redis writes its log to the disk every second (appendfsync everysec), which promises less than
ours. With -always behind the name (celery-always) what Redis has accepted is on the disk before it says so (appendfsync
always): the promise that ours gives. Results are kept, as ours are. Workers as in the guides: Celery 4 processes,
Dramatiq 2 processes of 8 threads.
"""
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

BROKER = os.environ.get("BENCH_BROKER", "redis://127.0.0.1:1/0")
RESULTS = os.environ.get("BENCH_RESULTS", "redis://127.0.0.1:1/1")
PATIENCE_S = 300
SUBMITTERS = 20  # as TaskBench has
ALWAYS = "-always"


def celery_tasks():
    from celery import Celery

    app = Celery("peer", broker=BROKER, backend=RESULTS)
    app.conf.task_default_queue = "bench"
    app.conf.broker_pool_limit = SUBMITTERS
    nothing = app.task(name="nothing")(do_nothing)
    pick = app.task(name="pick")(begun)
    return app, nothing.delay, pick.delay


def dramatiq_tasks():
    import dramatiq
    from dramatiq.brokers.redis import RedisBroker
    from dramatiq.results import Results
    from dramatiq.results.backends import RedisBackend

    broker = RedisBroker(url=BROKER)
    broker.add_middleware(Results(backend=RedisBackend(url=RESULTS)))
    dramatiq.set_broker(broker)
    nothing = dramatiq.actor(do_nothing, actor_name="nothing", store_results=True)
    pick = dramatiq.actor(begun, actor_name="pick", store_results=True)
    return broker, nothing.send, pick.send


def do_nothing(n):
    return None


def begun(n):
    """What a worker does first: say when it began."""
    client(0).rpush("begun", repr(time.time()))


CLIENTS = {}


def client(database):
    import redis

    if database not in CLIENTS:
        CLIENTS[database] = redis.Redis.from_url(BROKER[:-1] + str(database))
    return CLIENTS[database]


PEERS = {
    "celery": (celery_tasks, ["celery", "redis"], ["celery", "-A", "queue_peer", "worker", "-c", "4", "-Q", "bench", "-l", "ERROR"]),
    "dramatiq": (dramatiq_tasks, ["dramatiq", "redis"], ["dramatiq", "queue_peer", "--processes", "2", "--threads", "8"]),
}

# a worker imports this file and finds its tasks
if os.environ.get("BENCH_PEER"):
    app, nothing, pick = PEERS[os.environ["BENCH_PEER"]][0]()


def check(name):
    missing = [module for module in PEERS[name][1] if importlib.util.find_spec(module) is None]
    if shutil.which("redis-server") is None:
        missing.append("redis-server")
    if missing:
        sys.exit("no %s: %s is not installed" % (name, ", ".join(missing)))


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def started_redis(folder, port, synced):
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes"]
    command += ["--appendfsync", "always" if synced else "everysec"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def until(what, condition):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            sys.exit("%s: not within %d s" % (what, PATIENCE_S))
        time.sleep(0.01)


def answers():
    import redis

    try:
        return client(0).ping()
    except redis.exceptions.ConnectionError:
        return False


def done(count):
    """Each result that is kept is a key of its own."""
    return client(1).dbsize() >= count


def from_many(tasks):
    """Each waits for its answer before it submits the next, as those do who come over HTTP."""

    def some():
        for number in range(tasks // SUBMITTERS):
            nothing(number)

    submitters = [threading.Thread(target=some) for _ in range(SUBMITTERS)]
    for submitter in submitters:
        submitter.start()
    for submitter in submitters:
        submitter.join()


def measured(label, tasks, pick_ups, workers):
    pick(0)
    until("the first task", lambda: client(0).blpop("begun", timeout=60))
    for number in range(max(100, tasks // 10)):
        nothing(number)
    until("warming up", lambda: done(max(100, tasks // 10) + 1))
    client(1).flushdb()

    os.killpg(workers.pid, signal.SIGSTOP)
    begin = time.monotonic()
    for number in range(tasks):
        nothing(number)
    report(label, "submit one after the other", tasks, begin)
    begin = time.monotonic()
    from_many(tasks)
    report(label, "submit from %d at once" % SUBMITTERS, tasks, begin)
    waiting = tasks + tasks // SUBMITTERS * SUBMITTERS
    os.killpg(workers.pid, signal.SIGCONT)
    begin = time.monotonic()
    until("draining", lambda: done(waiting))
    report(label, "drain", waiting, begin)

    millis = []
    for number in range(pick_ups):
        before = time.time()
        pick(number)
        millis.append((float(client(0).blpop("begun", timeout=60)[1]) - before) * 1000)
    millis.sort()
    print("%-16s %-32s p50 %.1f  p99 %.1f  max %.1f ms" % (
        label, "submit to start, idle", millis[len(millis) // 2], millis[len(millis) * 99 // 100], millis[-1]))


def report(label, what, tasks, begin):
    print("%-16s %-32s %8.0f /s" % (label, what, tasks / (time.monotonic() - begin)), flush=True)


def become_peer(name):
    """The same program again, with the addresses that its workers will have as well."""
    port = free_port()
    environment = dict(
        os.environ,
        BENCH_PEER=name.removesuffix(ALWAYS),
        BENCH_BROKER="redis://127.0.0.1:%d/0" % port,
        BENCH_RESULTS="redis://127.0.0.1:%d/1" % port,
        PYTHONPATH=os.path.dirname(os.path.abspath(__file__)),
        PYTHONDONTWRITEBYTECODE="1",
    )
    os.execve(sys.executable, [sys.executable, os.path.abspath(__file__)] + sys.argv[1:], environment)


def main():
    peer, tasks, pick_ups = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    name = peer.removesuffix(ALWAYS)
    if "BENCH_PEER" not in os.environ:
        check(name)
        become_peer(peer)
    signal.signal(signal.SIGTERM, lambda *ignored: sys.exit(1))
    folder = tempfile.mkdtemp(prefix="steward-peer-")
    redis_server = started_redis(folder, int(BROKER.rsplit(":", 1)[1].split("/")[0]), peer.endswith(ALWAYS))
    workers = None
    try:
        until("Redis", answers)
        workers = subprocess.Popen(
            [sys.executable, "-m"] + PEERS[name][2], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        label = name.capitalize() + (", synced" if peer.endswith(ALWAYS) else "")
        measured(label, tasks, pick_ups, workers)
    finally:
        if workers is not None:
            os.killpg(workers.pid, signal.SIGKILL)
            workers.wait()
        redis_server.terminate()
        redis_server.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1] == "check":
        check(sys.argv[2].removesuffix(ALWAYS))
    else:
        main()
