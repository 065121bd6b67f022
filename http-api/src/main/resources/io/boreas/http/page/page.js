// The page: routes in the hash, one view at a time, drawn anew when something it shows has changed.

import * as api from './api.js';
import { definitions, el, link, moment, route, show, state, states, table } from './dom.js';

const REDRAW_MS = 500;
const POLL_MS = 5000;
const JOBS_MAX = 2000;
const LOG_CHARACTERS_MAX = 400000;

const main = document.getElementById('main');
const banner = document.getElementById('banner');
const live = document.getElementById('live');

let drawing = null;
let redrawAt = 0;
let redrawTimer = null;
let connected = false;
let past = '';
let opened = false;

function amount(used, total, unit) {
  const text = `${round(used)} / ${round(total)}${unit}`;
  return el('span', { class: 'amount' }, total > 0 ? el('meter', { min: 0, max: total, value: used, 'aria-label': text }) : null, ' ', text);
}

function round(number) {
  return Math.round(number * 100) / 100;
}

async function overview(signal) {
  const [agents, jobs] = await Promise.all([api.get('/agents', signal), api.list('/jobs', JOBS_MAX, signal)]);
  return [
    el('h1', {}, 'Cell'),
    el('h2', {}, `Agents (${agents.items.length})`),
    table('Agents', ['Agent', 'State', 'Tasks', 'CPUs used', 'Memory used', 'Disk used', 'Ports used', 'Attributes'],
      agents.items.map(agentRow), 'No agent has registered yet. Jobs wait until one does.'),
    el('h2', {}, `Jobs (${jobs.items.length}${jobs.more ? ' or more' : ''})`),
    table('Jobs', ['Job', 'Kind', 'Instances', 'Tasks by state', 'Created'],
      jobs.items.map((job) => [
        link(route('job', job.key), job.key), job.kind || '–', job.activeCount, states(job.counts), moment(job.createdAt)]),
      'No job yet. Create one: ./boreas job create src/examples/toyserver.yaml'),
  ];
}

function agentRow(agent) {
  const { total, used } = agent.resources;
  return [
    el('span', {}, agent.host || '–', ' ', link(route('agent', agent.agentId), agent.agentId, { class: 'id' })),
    el('span', {}, state(agent.presence), agent.linked ? '' : ' (no link)'),
    agent.taskCount,
    amount(used.cpus, total.cpus, ''),
    amount(used.memMb, total.memMb, ' MB'),
    amount(used.diskMb, total.diskMb, ' MB'),
    amount(used.ports, total.ports, ''),
    (agent.attributes || []).map((attribute) => `${attribute.name}:${attribute.value}`).join(' ') || '–',
  ];
}

async function agentView(signal, id) {
  const agent = await api.get('/agents/' + encodeURIComponent(id), signal);
  const revocable = agent.resources.revocable;
  return [
    crumbs(),
    el('h1', {}, 'Agent ', agent.host || agent.agentId),
    definitions([
      ['Agent', el('span', { class: 'id' }, agent.agentId)], ['State', state(agent.presence)],
      ['Link', agent.linked ? 'up' : 'down'], ['Since', moment(agent.since)],
      ['Domain', agent.domain ? `${agent.domain.region}/${agent.domain.zone}` : '–'], ['Version', agent.version],
      ['Has', agent.resources.total.text], ['Used', agent.resources.used.text || 'nothing'],
      ...(revocable
        ? [['Gives besides', revocable.total.text || 'nothing'], ['Used of that', revocable.used.text || 'nothing']]
        : [])]),
    el('h2', {}, `Tasks (${agent.tasks.length})`),
    table('Tasks', ['Task', 'Job', 'Instance', 'State', 'Launched'],
      agent.tasks.map((task) => [
        link(route('task', task.taskId), task.taskId, { class: 'id' }),
        task.job ? link(route('job', task.job), task.job) : task.frameworkId,
        task.instance === undefined ? '–' : task.instance, task.state, moment(task.launchedAt)]),
      'No task.'),
  ];
}

async function jobView(signal, key) {
  const job = await api.get(api.job(key), signal);
  return [
    crumbs(),
    el('h1', {}, job.key),
    definitions([['Kind', job.kind], ['Created', moment(job.createdAt)], ['Tasks', states(job.counts)],
      ['Contact', job.spec && job.spec.contact]]),
    el('h2', {}, `Instances (${job.instances.length})`),
    table('Instances', ['Instance', 'State', 'Since', 'Where', 'Ports', 'Failures', 'Task', 'Logs'],
      job.instances.map(taskRow), 'No active instance.'),
    el('h2', {}, `Ended (${job.ended.length})`),
    table('Ended tasks', ['Instance', 'State', 'Since', 'Where', 'Ports', 'Failures', 'Task', 'Logs'],
      [...job.ended].reverse().map(taskRow), 'Nothing has ended yet.'),
    job.spec ? el('details', { id: 'spec' }, el('summary', {}, 'Specification'),
      el('pre', { class: 'log' }, JSON.stringify(job.spec, null, 2))) : null,
  ].filter(Boolean);
}

function taskRow(task) {
  const last = task.events[task.events.length - 1];
  return [
    task.instance,
    el('span', {}, state(task.state), last && last.message ? el('div', { class: 'quiet' }, last.message) : null),
    last ? moment(last.time) : '–',
    task.host || '–',
    ports(task),
    task.failures,
    link(route('task', task.taskId), task.taskId, { class: 'id' }),
    task.agentId ? el('span', {}, link(route('log', task.taskId, '', 'stdout'), 'stdout'), ' ',
      link(route('log', task.taskId, '', 'stderr'), 'stderr'), ' ', link(route('files', task.taskId, ''), 'files')) : '–',
  ];
}

function ports(task) {
  const named = Object.entries(task.ports || {});
  return named.length === 0 ? '–' : el('span', {}, named.map(([name, port]) => el('div', {},
    `${name} `, link(`http://${task.host}:${port}/`, String(port), { rel: 'noreferrer' }))));
}

async function taskView(signal, id) {
  const task = await api.get(api.task(id), signal);
  const waits = task.state === 'PENDING' || task.state === 'THROTTLED';
  const why = waits ? await api.get(api.task(id) + '/why', signal) : null;
  return [
    crumbs(link(route('job', task.job), task.job)),
    el('h1', {}, 'Task ', el('span', { class: 'id' }, task.taskId)),
    definitions([['Job', link(route('job', task.job), task.job)], ['Instance', task.instance],
      ['State', state(task.state)], ['Where', task.host], ['Ports', ports(task)], ['Failures', task.failures],
      ['Replaces', task.ancestor ? link(route('task', task.ancestor), task.ancestor, { class: 'id' }) : null]]),
    why ? el('h2', {}, 'Why it waits') : null,
    why ? el('p', {}, why.detail) : null,
    why && why.reasons ? table('Reasons', ['Reason', 'Agents'], Object.entries(why.reasons), '') : null,
    task.agentId ? el('h2', {}, 'Output') : null,
    task.agentId ? table('Processes', ['Process', 'Output'], task.spec.processes.map((process) => [
      process.name,
      el('span', {}, link(route('log', id, process.name, 'stdout'), 'stdout'), ' ',
        link(route('log', id, process.name, 'stderr'), 'stderr'))]), '') : null,
    task.agentId ? el('p', {}, link(route('files', id, ''), 'Files of the sandbox')) : null,
    el('h2', {}, 'History'),
    el('ol', { class: 'events' }, task.events.map((event) => el('li', {},
      moment(event.time), ' ', state(event.state), event.message ? ' ' + event.message : ''))),
  ].filter(Boolean);
}

async function filesView(signal, id, path) {
  const folder = await api.get(`${api.task(id)}/sandbox?path=${encodeURIComponent(path)}`, signal);
  const under = (name) => (path === '' ? name : `${path}/${name}`);
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return [
    crumbs(link(route('task', id), 'task')),
    el('h1', {}, 'Files: ', el('span', { class: 'id' }, '/' + path)),
    path === '' ? null : el('p', {}, link(route('files', id, parent), 'Up')),
    table('Files', ['Name', 'Size', 'Mode', 'Changed'], folder.items.map((file) => [
      file.type === 'folder' ? link(route('files', id, under(file.name)), file.name + '/')
        : link(`/boreas/v1${api.task(id)}/sandbox/file?path=${encodeURIComponent(under(file.name))}`, file.name,
          { download: file.name }),
      file.type === 'folder' ? '–' : file.size, el('span', { class: 'id' }, file.mode), moment(file.modified)]),
    'Nothing here.'),
  ].filter(Boolean);
}

// Logs are not drawn anew: what comes is added at the end.
async function logView(signal, id, process, stream) {
  const text = el('pre', { class: 'log', tabindex: 0, 'aria-label': `${stream} of ${process || 'the task'}` });
  const note = el('p', { class: 'quiet', role: 'status' }, 'following…');
  show(main, crumbs(link(route('task', id), 'task')),
    el('h1', {}, `${stream} `, el('span', { class: 'id' }, process || id)), note, text);
  await api.log(id, process, stream, -65536, signal, (more) => {
    const atEnd = text.scrollTop + text.clientHeight >= text.scrollHeight - 8;
    text.append(more);
    if (text.textContent.length > LOG_CHARACTERS_MAX) {
      text.textContent = text.textContent.slice(-LOG_CHARACTERS_MAX / 2);
    }
    if (atEnd) {
      text.scrollTop = text.scrollHeight;
    }
  });
  note.textContent = 'The task has ended; this is all of it.';
}

function crumbs(...more) {
  return el('nav', { class: 'crumbs', 'aria-label': 'Breadcrumbs' }, link('#/', 'Cell'),
    more.map((part) => [' › ', part]));
}

const VIEWS = { job: jobView, task: taskView, agent: agentView, files: filesView, log: logView };

function parts() {
  return location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
}

async function draw() {
  const [name, ...rest] = parts();
  if (drawing) {
    drawing.abort();
  }
  const current = new AbortController();
  drawing = current;
  redrawAt = Date.now();
  try {
    const view = VIEWS[name] || overview;
    const content = await view(current.signal, ...rest);
    if (content && drawing === current) {
      show(main, ...content);
    }
    warn(connected || !opened ? '' : undefined);
  } catch (error) {
    if (error.name !== 'AbortError' && drawing === current) {
      if (error instanceof api.Refused) {
        show(main, crumbs(), el('h1', {}, error.status === 404 ? 'Not there' : 'Refused'), el('p', {}, error.message));
      } else {
        warn('The master cannot be reached. What is shown here is old.');
      }
    }
  }
}

// At most one drawing in REDRAW_MS, however many events come.
function redraw() {
  const [name] = parts();
  if (name === 'log' || redrawTimer !== null) {
    return;
  }
  const wait = Math.max(50, redrawAt + REDRAW_MS - Date.now());
  redrawTimer = setTimeout(() => {
    redrawTimer = null;
    draw();
  }, wait);
}

function warn(text) {
  if (text === undefined) {
    text = 'The live stream is lost; trying again. Until then this page asks every 5 seconds.';
  }
  banner.textContent = text;
  banner.hidden = text === '';
}

/** A cell that no agent can dial is one as its journal had it. */
function showLive() {
  live.textContent = past ? `as of ${past}` : connected ? 'live' : 'not live';
  live.className = connected && !past ? 'live on' : 'live';
}

function onState(on) {
  connected = on;
  opened = true;
  showLive();
  warn(on ? '' : undefined);
  if (on) {
    redraw();
  }
}

window.addEventListener('hashchange', () => {
  draw();
  main.focus({ preventScroll: true });
  window.scrollTo(0, 0);
});
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
setInterval(() => {
  if (!connected && !document.hidden) {
    redraw();
  }
}, POLL_MS);

api.get('/version').then((version) => {
  document.getElementById('cell').textContent = `${version.cell} · ${version.version}`;
  if (version.linkPort === 0) {
    past = version.startedAt;
    showLive();
  }
}, () => warn('The master cannot be reached.'));
api.follow(() => redraw(), onState);
draw();
