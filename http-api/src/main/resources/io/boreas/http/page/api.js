// Speaks to the master: reads, and the stream of events.

const BASE = '/boreas/v1';

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export async function get(path, signal) {
  const response = await fetch(BASE + path, { headers: { Accept: 'application/json' }, signal });
  const type = response.headers.get('Content-Type') || '';
  const body = type.includes('json') ? await response.json() : null;
  if (!response.ok && path !== '/health') {
    throw new Refused(response.status, (body && body.detail) || `the master answered ${response.status}`);
  }
  return body;
}

export function task(id) {
  return '/tasks/' + encodeURIComponent(id);
}

export function job(key) {
  return '/jobs/' + key.split('/').map(encodeURIComponent).join('/');
}

// All pages of a list, up to a bound; tells whether there were more.
export async function list(path, mostItems, signal) {
  const items = [];
  let next = null;
  do {
    const page = await get(path + '?limit=500' + (next ? '&after=' + encodeURIComponent(next) : ''), signal);
    items.push(...page.items);
    next = page.next;
  } while (next && items.length < mostItems);
  return { items: items.slice(0, mostItems), more: next !== null || items.length > mostItems };
}

// Calls back on each event, and when the stream is lost or there again.
export function follow(onEvent, onState) {
  let source;
  const open = () => {
    source = new EventSource(BASE + '/events?type=job,task,agent');
    source.onopen = () => onState(true);
    source.onerror = () => {
      onState(false);
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(open, 2000);
      }
    };
    for (const type of ['job', 'task', 'agent']) {
      source.addEventListener(type, (event) => onEvent(type, JSON.parse(event.data)));
    }
  };
  open();
}

// Streams a log from an offset until it ends or is aborted.
export async function log(id, process, stream, offset, signal, onText) {
  const query = new URLSearchParams({ process, stream, offset, follow: 'true' });
  const response = await fetch(`${BASE}${task(id)}/logs?${query}`, { signal });
  if (!response.ok) {
    const problem = await response.json();
    throw new Refused(response.status, problem.detail);
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    onText(value);
  }
}
