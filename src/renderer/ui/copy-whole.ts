/**
 * Has the pointer's selection copied as the text that it is: a text that is drawn in pieces beside each other, so that
 * its middle can give way, would come with a line end after each of them.
 */
export function copyWholeTexts(root: Document): void {
  root.addEventListener('copy', (event) => {
    const selection = root.getSelection();
    const range = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : undefined;
    if (selection === null || range === undefined || event.clipboardData === null) return;
    // What is selected in a field is the field's own.
    if (event.defaultPrevented || (event.target instanceof Element && event.target.matches('input, textarea'))) return;
    const { commonAncestorContainer: within } = range;
    const around = within instanceof Element ? within : within.parentElement;
    if (around?.closest('.cut-text') === null && around.querySelector('.cut-text') === null) return;
    // Laid out as plain text for as long as the browser takes to write it down.
    root.documentElement.classList.add('copying');
    const text = selection.toString();
    root.documentElement.classList.remove('copying');
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  });
}
