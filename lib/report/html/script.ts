import { type Html, html } from './html.ts'

/**
 * What scripts add to a page that is whole without them: a filter, a choice of order, and copying of digests.
 * Written in one go for {@link html}: each statement ends in a semicolon, and comments stand out here.
 */
export const script: Html = html`(() => {
  const list = document.querySelector('[data-list]');
  const say = document.querySelector('[data-said]');
  const tell = (text) => { if (say) say.textContent = text; };
  if (list) {
    const bar = document.querySelector('[data-tools]');
    const rows = [...list.children];
    const text = bar.querySelector('input[type=search]');
    const boxes = [...bar.querySelectorAll('input[type=checkbox]')];
    const order = bar.querySelector('select');
    const words = new Map(rows.map((row) => [row, row.querySelector('.row').textContent.toLowerCase()]));
    const filter = () => {
      const wanted = text.value.trim().toLowerCase();
      const kinds = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
      let shown = 0;
      for (const row of rows) {
        const fits = kinds.has(row.dataset.verdict) && words.get(row).includes(wanted);
        row.hidden = !fits;
        if (fits) shown += 1;
      }
      tell(shown + ' of ' + rows.length + ' listed images shown');
    };
    const by = {
      worst: (row) => Number(row.dataset.at),
      size: (row) => -Number(row.dataset.bytes),
    };
    const sort = () => {
      const name = new Intl.Collator('en', { numeric: true });
      const title = (row) => row.querySelector('.title').textContent;
      rows.sort(order.value === 'name'
        ? (one, other) => name.compare(title(one), title(other))
        : (one, other) => by[order.value](one) - by[order.value](other));
      list.append(...rows);
    };
    rows.forEach((row, at) => { row.dataset.at = at; });
    text.addEventListener('input', filter);
    for (const box of boxes) box.addEventListener('change', filter);
    order.addEventListener('change', sort);
    bar.hidden = false;
  }
  if (navigator.clipboard) {
    for (const digest of document.querySelectorAll('[data-copy]')) {
      const button = document.createElement('button');
      const value = digest.textContent;
      button.type = 'button';
      button.className = 'copy';
      button.textContent = 'Copy';
      button.setAttribute('aria-label', 'Copy ' + value.slice(0, 19));
      button.addEventListener('click', async () => {
        try {
          await navigator.clipboard.writeText(value);
          button.textContent = 'Copied';
        } catch {
          getSelection().selectAllChildren(digest);
          button.textContent = 'Selected';
        }
        tell('Digest ' + button.textContent.toLowerCase());
        setTimeout(() => { button.textContent = 'Copy'; }, 2000);
      });
      digest.after(button);
    }
  }
})()`
