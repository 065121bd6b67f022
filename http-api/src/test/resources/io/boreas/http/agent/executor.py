"""An executor that speaks the executor API over HTTP and does what the names of its tasks say.

finish-*: RUNNING, then FINISHED. crash-*: RUNNING, then the executor dies. Others run until they are killed.
A message is answered with "echo:" and the message. STUBBORN=1 ignores SHUTDOWN, SILENT=1 never subscribes.
"""
import base64
import http.client
import json
import os
import subprocess
import sys
import time
import uuid

HOST, PORT = os.environ["MESOS_AGENT_ENDPOINT"].split(":")
FRAMEWORK = {"value": os.environ["MESOS_FRAMEWORK_ID"]}
EXECUTOR = {"value": os.environ["MESOS_EXECUTOR_ID"]}
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
if "MESOS_EXECUTOR_AUTHENTICATION_TOKEN" in os.environ:
    HEADERS["Authorization"] = "Bearer " + os.environ["MESOS_EXECUTOR_AUTHENTICATION_TOKEN"]

tasks = {}
updates = {}
started = time.time()


def note(text):
    with open(os.path.join(os.environ["MESOS_SANDBOX"], "events"), "a") as events:
        events.write(text + "\n")


def call(kind, **fields):
    body = {"executor_id": EXECUTOR, "framework_id": FRAMEWORK, "type": kind, **fields}
    connection = http.client.HTTPConnection(HOST, int(PORT), timeout=60)
    connection.request("POST", "/api/v1/executor", json.dumps(body), HEADERS)
    return connection, connection.getresponse()


def update(task, state, **more):
    name = uuid.uuid4().bytes
    status = {
        "task_id": {"value": task},
        "state": state,
        "source": "SOURCE_EXECUTOR",
        "executor_id": EXECUTOR,
        "uuid": base64.b64encode(name).decode(),
        **more,
    }
    updates[name] = status
    try:
        connection, answer = call("UPDATE", update={"status": status})
        note("update %s %s %d" % (task, state, answer.status))
        connection.close()
    except OSError as e:
        note("update %s %s failed %s" % (task, state, e))


def launch(task):
    name = task["task_id"]["value"]
    tasks[name] = task
    update(name, "TASK_RUNNING", data=base64.b64encode(b"hello").decode(), healthy=True)
    if name.startswith("finish-"):
        update(name, "TASK_FINISHED", message="done")
    if name.startswith("crash-"):
        os._exit(3)


def handle(event):
    kind = event["type"]
    note(kind)
    if kind == "LAUNCH":
        launch(event["launch"]["task"])
    elif kind == "LAUNCH_GROUP":
        for task in event["launch_group"]["task_group"]["tasks"]:
            launch(task)
    elif kind == "KILL":
        update(event["kill"]["task_id"]["value"], "TASK_KILLED")
    elif kind == "ACKNOWLEDGED":
        updates.pop(base64.b64decode(event["acknowledged"]["uuid"]), None)
        tasks.pop(event["acknowledged"]["task_id"]["value"], None)
    elif kind == "MESSAGE":
        data = b"echo:" + base64.b64decode(event["message"]["data"])
        connection, answer = call("MESSAGE", message={"data": base64.b64encode(data).decode()})
        note("message %d" % answer.status)
        connection.close()
    elif kind == "SHUTDOWN" and "STUBBORN" not in os.environ:
        sys.exit(0)


def records(answer):
    while True:
        length = b""
        while not length.endswith(b"\n"):
            byte = answer.read(1)
            if not byte:
                return
            length += byte
        yield json.loads(answer.read(int(length)))


def subscribe():
    connection, answer = call(
        "SUBSCRIBE",
        subscribe={
            "unacknowledged_tasks": list(tasks.values()),
            "unacknowledged_updates": [{"status": status} for status in updates.values()],
        },
    )
    note("subscribe %d" % answer.status)
    if answer.status == 200:
        connection.sock.settimeout(None) if connection.sock else None
        for event in records(answer):
            handle(event)
    connection.close()


note("pid %d" % os.getpid())
if "STUBBORN" in os.environ:
    child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    note("child %d" % child.pid)
while "SILENT" in os.environ:
    time.sleep(1)
while time.time() - started < 60:
    try:
        subscribe()
    except OSError as e:
        note("lost %s" % e)
    except http.client.HTTPException as e:
        note("lost %s" % e)
    time.sleep(0.05)
