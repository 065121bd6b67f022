// A scheduler on the npm package mesos-framework, led by lines: commands on stdin, what it hears on stdout.
// Arguments: the master's host, its port, and the framework's id if it had one.
"use strict";

const readline = require("readline");
const { Scheduler, Mesos } = require("mesos-framework");
const mesos = Mesos.getMesos();

const [host, port, frameworkId] = process.argv.slice(2);
const places = new Map();
const say = (line) => process.stdout.write(line + "\n");

const scheduler = new Scheduler({
  masterUrl: host,
  port: port,
  user: require("os").userInfo().username,
  frameworkName: "npm",
  frameworkFailoverTimeout: 3600,
  // Its default of ten seconds is less than the fifteen between two heartbeats, of Mesos as of Boreas.
  masterConnectionTimeout: 60,
  restartStates: [],
  logging: { level: "none", path: process.cwd(), fileName: "mesos-framework.log" },
  tasks: {}
});

// What it does itself after a failover: it has its id from ZooKeeper then, which is the only other place that it reads one from.
if (frameworkId) {
  scheduler.frameworkId = frameworkId;
}

scheduler.on("subscribed", (event) => say("subscribed " + event.frameworkId));
scheduler.on("heartbeat", () => say("event HEARTBEAT"));
scheduler.on("sent_decline", () => say("declined"));
scheduler.on("error", (error) => say("error " + (error.message || error)));
scheduler.on("update", (update) => {
  const status = update.status;
  if (status.agent_id) {
    places.set(status.task_id.value, status.agent_id.value);
  }
  say(["update", status.task_id.value, status.state, status.reason || "-"].join(" "));
});
scheduler.on("ready", () => scheduler.subscribe());

const commands = {
  // Its own handler of offers launches what is pending, under ids that it draws; they hold the name.
  launch: (name, ...command) => {
    scheduler.pendingTasks.push({
      name: name,
      isSubmitted: false,
      commandInfo: new mesos.CommandInfo(null, null, true, command.join(" "), null, null),
      resources: { cpus: 0.1, mem: 32, disk: 0, ports: 0 }
    });
    scheduler.revive();
  },
  kill: (task) => scheduler.kill(task, places.get(task)),
  reconcile: (task) => (task ? scheduler.reconcile(task, places.get(task) || "none") : scheduler.reconcile()),
  teardown: () => scheduler.teardown()
};

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [name, ...words] = line.split(" ");
    commands[name](...words);
  })
  .on("close", () => process.exit(0));
