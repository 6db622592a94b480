// Comfort only: every page works without this script, and without any feature that a browser lacks. It offers leaving by Shift, a letter count, the
// progress of an upload, and one exact size for every request without files. Without it, a random pad has nearly the same effect (pages/equal_size.rs).
'use strict';
const EXACT = 65536;
// Not every browser knows every language's digits.
const native = (digit) => String.fromCodePoint(document.body.dataset.zero.codePointAt(0) + Number(digit));
const written = (text, number) => text.replace('#', String(number).replace(/\d/g, native));
const busy = new WeakSet();

// Leaving removes the page at once, on the screen and in the history.
function leave() {
  removeEventListener('beforeunload', keep);
  document.documentElement.hidden = true;
  location.replace(document.querySelector('.exit').href);
}

function keep(event) { event.preventDefault(); }

addEventListener('click', (event) => {
  if (!event.target.closest('.exit')) return;
  event.preventDefault();
  leave();
});

// Three times Shift, with nothing between.
let pressed = [];
addEventListener('keydown', (event) => {
  if (event.repeat) return;
  pressed = event.key === 'Shift' ? [...pressed, event.timeStamp].filter((at) => event.timeStamp - at < 3000) : [];
  if (pressed.length >= 3) leave();
});
for (const other of ['pointerdown', 'wheel', 'compositionstart']) addEventListener(other, () => { pressed = []; });

// "Back" must show no earlier page with typed or read words.
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

function comfort() {
  for (const hint of document.querySelectorAll('[data-keys]')) hint.append(` ${hint.dataset.keys}`);
  for (const form of document.forms) {
    form.addEventListener('submit', (event) => {
      removeEventListener('beforeunload', keep);
      const fields = [...form.elements];
      if (busy.has(form) || !event.submitter || !form.requestSubmit || !fields.some((field) => field.name === 'pad')) return;
      event.preventDefault();
      const chosen = fields.filter((field) => field.files && field.files.length > 0);
      if (chosen.length === 0) pad(form, event.submitter);
      else if (/^(in-|erase)/.test(event.submitter.value)) turn(form, event.submitter, chosen);
      else upload(form, event.submitter);
    });
    const story = form.querySelector('textarea[name=story]');
    if (story && form.dataset.letters) countLetters(form, story);
  }
}

function countLetters(form, story) {
  const count = document.createElement('p');
  count.className = 'hint count-letters';
  story.after(count);
  // Letters as people count them, if the browser supports it.
  const letters = Intl.Segmenter ? (text) => [...new Intl.Segmenter().segment(text)].length : (text) => [...text].length;
  const show = () => {
    const text = story.value.normalize('NFC');
    const long = new TextEncoder().encode(text).length > Number(form.dataset.limit);
    count.textContent = long ? form.dataset.long : written(form.dataset.letters, letters(text));
    count.classList.toggle('fault', long);
  };
  story.addEventListener('input', show);
  show();
}

async function pad(form, button) {
  const fields = [...form.elements];
  // Empty fields say nothing. Field boundaries differ by a few bytes in some browsers, so fewer fields come closer to the size.
  const empty = fields.filter((field) => field !== padOf(form) && field.name && field.type !== 'file' && field.tagName !== 'BUTTON' && field.value === '');
  for (const field of empty) field.disabled = true;
  busy.add(form);
  try {
    await fillUp(form, button);
  } finally {
    form.requestSubmit(button);
    // The request is fixed now. A sender who stops it can go on typing.
    busy.delete(form);
    for (const field of empty) field.disabled = false;
  }
}

function padOf(form) {
  return [...form.elements].find((field) => field.name === 'pad');
}

async function fillUp(form, button, without = []) {
  padOf(form).value = '';
  const { pathname, search } = addressOf(form, button);
  const size = (await new Response(dataOf(form, button, without)).blob()).size;
  padOf(form).value = 'x'.repeat(Math.max(0, EXACT - pathname.length - search.length - size));
}

function addressOf(form, button) {
  return new URL(button.getAttribute('formaction') || form.getAttribute('action'), location);
}

function dataOf(form, button, without) {
  const data = new FormData(form);
  for (const field of without) data.delete(field.name);
  if (button.name) data.append(button.name, button.value);
  return data;
}

// Nothing is filed. The chosen files stay here and go into the page of the response.
async function turn(form, button, chosen) {
  if (busy.has(button)) return;
  await fillUp(form, button, chosen);
  upload(form, button, chosen);
}

function upload(form, button, without = []) {
  if (busy.has(button)) return;
  busy.add(button);
  const note = form.querySelector('.sending') || document.createElement('p');
  note.className = 'note sending';
  note.setAttribute('role', 'status');
  (button.closest('nav') || button.parentElement).after(note);
  const say = (text) => { note.textContent = text; note.scrollIntoView({ block: 'nearest' }); };
  const percent = (part) => say(written(form.dataset.sending, Math.floor(part * 100)));
  const broke = (text) => { busy.delete(button); say(text); };
  const request = new XMLHttpRequest();
  request.open('POST', addressOf(form, button));
  request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) percent(event.loaded / event.total); });
  for (const end of ['error', 'abort']) request.addEventListener(end, () => broke(form.dataset.broke));
  request.addEventListener('load', () => {
    const page = new DOMParser().parseFromString(request.responseText, 'text/html');
    const { body } = page;
    // An error page without the form must not replace it: show its text.
    const said = [...body.querySelectorAll('main h1, main p')].filter((part) => !part.querySelector('a'));
    const why = said.map((part) => part.textContent).join(' ');
    if (request.status >= 400 && !body.querySelector('main form')) broke(why || form.dataset.broke);
    else {
      show(page);
      for (const { id, files } of without) if (document.getElementById(id)) document.getElementById(id).files = files;
      if (without.length > 0) history.replaceState(null, '', addressOf(form, button).pathname);
    }
  });
  percent(0);
  request.send(dataOf(form, button, without));
}

function show({ body, documentElement: { lang, dir } }) {
  Object.assign(document.documentElement, { lang, dir });
  document.body.replaceWith(body);
  comfort();
  scrollTo(0, 0);
  const first = document.querySelector('[autofocus]') || document.querySelector('h1');
  first.tabIndex = -1;
  first.focus();
  // A code in a response to this script is lost when the page is reloaded.
  if (document.querySelector('output#code')) addEventListener('beforeunload', keep);
}

comfort();
