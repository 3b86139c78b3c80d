import { type Html, html } from './html.ts'

/** Where a file is dropped or chosen; what it needs a script for is told to who has none. */
export const dropZone: Html = html`<section class="drop" data-drop><h2>Assay an export</h2>
<p><label class="choose">Choose a file<input type="file" data-file disabled></label>
<span class="soft"> or drop it here: what <code>oc get images -o json</code> gives, plain or compressed.
Its report is stored under the file's name.</span></p>
<p><progress data-progress max="1" aria-label="Progress" hidden></progress></p>
<p role="status" data-said></p>
<p class="soft">Or by command: <code>assay report images.json --store URI</code></p></section>`

/**
 * Sends a file to `POST /v1/reports` and goes to its report. Written in one go for {@link html}: each statement ends
 * in a semicolon.
 */
export const dropScript: Html = html`(() => {
  const zone = document.querySelector('[data-drop]');
  const input = document.querySelector('[data-file]');
  const bar = document.querySelector('[data-progress]');
  const said = document.querySelector('[data-said]');
  let busy = false;
  const end = (text) => { busy = false; input.disabled = false; input.value = ''; bar.hidden = true; said.textContent = text; };
  const explain = (request) => {
    try {
      const problem = JSON.parse(request.responseText);
      return problem.title + '. ' + problem.detail;
    } catch { return 'The server answered ' + request.status + '.'; }
  };
  const send = (file) => {
    if (busy) return;
    busy = true;
    input.disabled = true;
    bar.hidden = false;
    bar.value = 0;
    said.textContent = 'Sending ' + file.name;
    const request = new XMLHttpRequest();
    request.open('POST', '/v1/reports?store=true&name=' + encodeURIComponent(file.name));
    request.setRequestHeader('Accept', 'application/x-ndjson');
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.upload.addEventListener('load', () => {
      bar.removeAttribute('value');
      said.textContent = 'Assaying ' + file.name;
    });
    request.addEventListener('readystatechange', () => {
      if (request.readyState !== 2 || request.status !== 201) return;
      const report = request.getResponseHeader('Location');
      said.textContent = 'Opening the report';
      location.assign(report);
    });
    request.addEventListener('load', () => { if (request.status !== 201) end(explain(request)); });
    request.addEventListener('error', () => end('The file could not be sent: the server is gone, or refused it.'));
    request.send(file);
  };
  input.disabled = false;
  input.addEventListener('change', () => { if (input.files.length > 0) send(input.files[0]); });
  document.addEventListener('dragover', (event) => { event.preventDefault(); zone.classList.add('over'); });
  document.addEventListener('dragleave', () => zone.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    if (event.dataTransfer.files.length > 0) send(event.dataTransfer.files[0]);
  });
})()`
