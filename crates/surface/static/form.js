// Pads what a form sends to one exact size, whatever it is and whatever was typed, unless a file goes with it. Without this script a random pad does
// nearly the same (pages/alike.rs).
'use strict';
const EXACT = 65536;
for (const form of document.forms) {
  form.addEventListener('submit', async (event) => {
    const fields = [...form.elements];
    const pads = fields.filter((field) => field.name === 'pad');
    if (form.padded || pads.length === 0 || fields.some((field) => field.files && field.files.length > 0)) return;
    event.preventDefault();
    const button = event.submitter;
    // What is empty says nothing; fewer fields, whose boundaries differ by a few bytes in some browsers, come closer to the size.
    for (const field of fields) {
      if (field !== pads[0] && field.name && field.type !== 'file' && field.tagName !== 'BUTTON' && field.value === '') field.disabled = true;
    }
    const size = async () => {
      const data = new FormData(form);
      if (button && button.name) data.append(button.name, button.value);
      return (await new Response(data).blob()).size;
    };
    pads[0].value = '';
    const missing = EXACT - new URL(form.action).pathname.length - await size();
    if (missing > 0) pads[0].value = 'x'.repeat(missing);
    form.padded = true;
    form.requestSubmit(button);
  });
}
