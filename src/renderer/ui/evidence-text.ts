import { visibleText } from '../../core/event/visible-text';

/**
 * Appends text from evidence to an element, made of text nodes alone. What cannot be seen or turns
 * the direction stands as boxed code points.
 */
export function appendText(parent: Element, text: string): void {
  for (const piece of visibleText(text)) {
    if (!piece.escape) {
      parent.append(piece.text);
      continue;
    }
    const box = document.createElement('span');
    box.className = 'code-point';
    box.textContent = piece.text;
    parent.append(box);
  }
}
