// Comfort, and nothing that is needed: every page works without this script. Leaving by Shift, a count of letters, the progress of an upload, and one
// exact size of what is sent without files, whatever it is; without this script a random pad does nearly the same (pages/alike.rs).
'use strict';
const EXACT = 65536;
// Not every browser knows every language's digits.
const zero = document.body.dataset.zero.codePointAt(0);
const written = (text, number) => text.replace('#', String(number).replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit))));

// Shift three times, nothing else between, leaves the page.
let pressed = [];
addEventListener('keyup', (event) => {
  pressed = event.key === 'Shift' ? [...pressed, event.timeStamp].filter((at) => event.timeStamp - at < 3000) : [];
  const exit = document.querySelector('.exit');
  if (pressed.length < 3 || !exit) return;
  document.documentElement.hidden = true;
  location.replace(exit.href);
});

function comfort() {
  for (const hint of document.querySelectorAll('[data-keys]')) hint.append(` ${hint.dataset.keys}`);
  for (const form of document.forms) {
    form.addEventListener('submit', (event) => {
      const sent = [...form.elements];
      if (form.padded || !sent.some((field) => field.name === 'pad')) return;
      event.preventDefault();
      if (sent.some((field) => field.files && field.files.length > 0)) upload(form, event.submitter);
      else pad(form, event.submitter);
    });
    const story = form.elements.story;
    if (story && form.dataset.letters) countLetters(form, story);
  }
}

function countLetters(form, story) {
  const count = document.createElement('p');
  count.className = 'hint count-letters';
  story.after(count);
  const show = () => {
    const long = new TextEncoder().encode(story.value).length > Number(form.dataset.limit);
    count.textContent = long ? form.dataset.long : written(form.dataset.letters, [...story.value].length);
    count.classList.toggle('fault', long);
  };
  story.addEventListener('input', show);
  show();
}

async function pad(form, button) {
  const fields = [...form.elements];
  const pads = fields.filter((field) => field.name === 'pad');
  // What is empty says nothing; fewer fields, whose boundaries differ by a few bytes in some browsers, come closer to the size.
  for (const field of fields) {
    if (field !== pads[0] && field.name && field.type !== 'file' && field.tagName !== 'BUTTON' && field.value === '') field.disabled = true;
  }
  pads[0].value = '';
  const size = (await new Response(dataOf(form, button)).blob()).size;
  const { pathname, search } = new URL(form.action);
  const missing = EXACT - pathname.length - search.length - size;
  if (missing > 0) pads[0].value = 'x'.repeat(missing);
  form.padded = true;
  form.requestSubmit(button);
}

function dataOf(form, button) {
  const data = new FormData(form);
  if (button && button.name) data.append(button.name, button.value);
  return data;
}

function upload(form, button) {
  if (form.sending) return;
  form.sending = true;
  const note = form.querySelector('.sending') || form.appendChild(document.createElement('p'));
  note.className = 'note sending';
  note.setAttribute('role', 'status');
  const percent = (part) => { note.textContent = written(form.dataset.sending, Math.floor(part * 100)); };
  const broke = () => { form.sending = false; note.textContent = form.dataset.broke; };
  const request = new XMLHttpRequest();
  request.open('POST', form.action);
  request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) percent(event.loaded / event.total); });
  request.addEventListener('error', broke);
  request.addEventListener('abort', broke);
  request.addEventListener('load', () => {
    document.body.replaceWith(new DOMParser().parseFromString(request.responseText, 'text/html').body);
    comfort();
    scrollTo(0, 0);
    const first = document.querySelector('[autofocus]') || document.querySelector('h1');
    first.tabIndex = -1;
    first.focus();
  });
  percent(0);
  request.send(dataOf(form, button));
}

comfort();
