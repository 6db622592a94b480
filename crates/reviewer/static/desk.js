// Optional keys for the desk: Ctrl+L locks, j and k move through a list, / goes to the search. Typing delays the lock.
// The desk works without this script too.
'use strict';
const open = document.body.hasAttribute('data-open');
const lockAfter = Number(document.body.dataset.lockAfter) * 1000;
let last = Date.now();
let told = Date.now();

// Locks the desk. Unsaved drafts are sent along, and the locked desk keeps them until it is opened again.
function lock() {
  const form = document.getElementById('lock');
  if (!form) return;
  const typed = [...document.querySelectorAll('textarea[data-field]')]
    .filter((one) => one.value.trim() !== '' && ('draft' in one.dataset || one.value !== one.defaultValue));
  const along = typed.map((one) => [one.dataset.field, one.value]);
  if (typed.length > 0) along.push(['case', typed[0].form.elements.id.value]);
  for (const [name, value] of along) {
    const hidden = document.createElement('input');
    hidden.type = 'hidden';
    hidden.name = name;
    hidden.value = value;
    form.append(hidden);
  }
  form.submit();
}

function awake() {
  last = Date.now();
  if (last - told > 20000) {
    told = last;
    fetch('/awake', { method: 'POST' }).catch(() => {});
  }
}

function walk(by) {
  const all = [...document.querySelectorAll('table.queue button.open')];
  if (all.length === 0) return;
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at + by, 0), all.length - 1)].focus();
}

// The browser may restore a page from its memory after the desk was locked, so such a page is loaded anew.
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

if (open) {
  document.addEventListener('keydown', (event) => {
    awake();
    if (event.ctrlKey && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'l') {
      event.preventDefault();
      lock();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, textarea, select')) return;
    if (event.key === 'j') walk(1);
    else if (event.key === 'k') walk(-1);
    else if (event.key === '/') {
      event.preventDefault();
      const field = document.getElementById('text');
      if (field && location.pathname === '/search') field.focus();
      else location.assign('/search');
    }
  });
  document.addEventListener('pointerdown', awake);
  document.addEventListener('scroll', awake, { passive: true });
  setInterval(() => { if (Date.now() - last > lockAfter) lock(); }, 1000);
}
