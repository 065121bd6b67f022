// Builds elements. Text only ever becomes text, never markup.

export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

export function link(href, text, attributes) {
  return el('a', { href, ...attributes }, text);
}

// A hash route of this page; every part is escaped.
export function route(...parts) {
  return '#/' + parts.map(encodeURIComponent).join('/');
}

export function table(caption, heads, rows, whenEmpty) {
  if (rows.length === 0) {
    return el('p', { class: 'quiet' }, whenEmpty);
  }
  const head = el('tr', {}, heads.map((text) => el('th', { scope: 'col' }, text)));
  return el('div', { class: 'scroll' },
    el('table', { 'aria-label': caption },
      el('thead', {}, head),
      el('tbody', {}, rows.map((cells) => el('tr', {}, cells.map((cell) => el('td', {}, cell)))))));
}

export function definitions(pairs) {
  return el('dl', {}, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '')
    .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

export function moment(text) {
  const time = new Date(text);
  return el('time', { datetime: text, title: text }, time.toLocaleString());
}

const CLASSES = {
  RUNNING: 'good', FINISHED: 'good', REGISTERED: 'good',
  FAILED: 'bad', LOST: 'bad', UNREACHABLE: 'bad', GONE: 'bad', PARTITIONED: 'bad', THROTTLED: 'bad',
  KILLED: 'idle',
};

export function state(name, count) {
  return el('span', { class: 'state ' + (CLASSES[name] || 'busy') }, count === undefined ? name : `${name} ${count}`);
}

export function states(counts) {
  const names = Object.keys(counts);
  return el('span', { class: 'states' }, names.length === 0 ? '–' : names.map((name) => state(name, counts[name])));
}

// Shows new content and leaves the focus on the link that had it.
export function show(parent, ...children) {
  const focused = document.activeElement;
  const key = focused && parent.contains(focused) ? focused.getAttribute('href') || focused.id : null;
  const open = new Set([...parent.querySelectorAll('details[open]')].map((element) => element.id));
  parent.replaceChildren(...children);
  for (const details of parent.querySelectorAll('details')) {
    details.open = details.open || (details.id !== '' && open.has(details.id));
  }
  if (key) {
    const again = [...parent.querySelectorAll('a, button, [id]')]
      .find((element) => element.getAttribute('href') === key || element.id === key);
    if (again) {
      again.focus({ preventScroll: true });
    }
  }
}
