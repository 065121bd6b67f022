// What the interface of DC/OS asks a master with: the npm package @dcos/mesos-client, in a browser without a window.
// Arguments: the URL of the master's operator API. Commands on stdin: a call's JSON, or `stream` and a call's; answers on stdout.
"use strict";

const readline = require("readline");
const { JSDOM } = require("jsdom");

const api = process.argv[2];
// The page is the master's own, as the interface's was: its requests are to its origin.
global.XMLHttpRequest = new JSDOM("", { url: api }).window.XMLHttpRequest;
const { request, stream } = require("@dcos/mesos-client");

const say = (line) => process.stdout.write(line + "\n");
const complain = (error) => say("error " + error.code + " " + error.response);

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (line.startsWith("stream ")) {
      stream(JSON.parse(line.slice("stream ".length)), api).subscribe((event) => say("event " + event), complain);
    } else {
      request(JSON.parse(line), api).subscribe((answer) => say("answer " + answer), complain);
    }
  })
  .on("close", () => process.exit(0));
