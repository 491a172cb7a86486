/** Functions for pages under test: they see their argument and nothing else from here. */

/** Opens all that can be opened, as often as something new appears; all of it is laid out, also what is out of sight. */
export async function openEverything(): Promise<void> {
  const layOut = () => {
    for (const element of document.querySelectorAll<HTMLElement>('body *'))
      if (getComputedStyle(element).contentVisibility === 'auto') element.style.contentVisibility = 'visible';
  };
  for (let round = 0; round < 8; round++) {
    const shut = [...document.querySelectorAll<HTMLElement>('details:not([open]) > summary')].filter((summary) =>
      summary.checkVisibility(),
    );
    if (shut.length === 0) return;
    for (const summary of shut) summary.click();
    await new Promise((drawn) => setTimeout(drawn, 50));
    layOut();
  }
}

/** What cannot be read on the page as it is: beyond its edge, cut off, out of its box, on top of something else. */
export function layoutFaults(): string[] {
  const faults: string[] = [];
  const root = document.documentElement;
  // Pixels by which rounding and the slant of letters may differ.
  const slack = 1.5;
  // The blank at which a line is broken may hang out of the box.
  const blank = 5;
  const name = (element: Element) => `${element.localName}.${element.getAttribute('class') ?? ''}`;
  if (root.scrollWidth > root.clientWidth)
    faults.push(`${root.scrollWidth - root.clientWidth} px wider than the window`);

  for (const frame of document.querySelectorAll('.table-frame'))
    if (frame.scrollWidth > frame.clientWidth)
      faults.push(`${frame.scrollWidth - frame.clientWidth} px of a table out of sight`);

  interface Piece {
    text: string;
    element: Element;
    rect: DOMRect;
    /** Stays while the page scrolls under it, or is a layer of its own. */
    layer: Element | null;
  }
  interface Look {
    /** Cut to nothing, or in something that is: only screen readers have it. */
    isForEars: boolean;
    isLayer: boolean;
    /** Has edges of its own, out of which nothing may stand. */
    isBox: boolean;
    cuts: boolean;
    scrolls: boolean;
    shortened: boolean;
    ellipsis: boolean;
    limits: DOMRect;
  }
  // Whatever is said of an element is said for every text in it.
  const looks = new Map<Element, Look>();
  const lookOf = (element: Element): Look => {
    const known = looks.get(element);
    if (known) return known;
    const style = getComputedStyle(element);
    const { display, position, overflowX, textOverflow, webkitLineClamp } = style;
    const { parentElement } = element;
    const look: Look = {
      isForEars: style.clipPath === 'inset(50%)' || (parentElement !== null && lookOf(parentElement).isForEars),
      isLayer: position === 'sticky' || position === 'fixed',
      isBox: !(element instanceof SVGElement) && !/^inline$|contents|^table-(?:row|header|footer)/.test(display),
      cuts: /hidden|clip/.test(overflowX),
      scrolls: /auto|scroll/.test(overflowX) && element !== document.body,
      shortened: webkitLineClamp !== 'none' && webkitLineClamp !== '',
      ellipsis: textOverflow === 'ellipsis',
      limits: element.getBoundingClientRect(),
    };
    looks.set(element, look);
    return look;
  };
  const pieces: Piece[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const modal = document.querySelector('dialog[open]');
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? '';
    const element = node.parentElement;
    if (text === '' || !element || element.closest('option, script, style')) continue;
    if (lookOf(element).isForEars) continue;
    if (modal && !modal.contains(element)) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    let layer: Element | null = null;
    let box: Element | null = null;
    let scrolls = false;
    for (let at: Element | null = element; at && at !== root; at = at.parentElement) {
      const look = lookOf(at);
      if (look.isLayer) layer ??= at;
      if (look.isBox) box ??= at;
      const { limits } = look;
      const beyond = rects.find((rect) => rect.right > limits.right + slack || rect.left < limits.left - slack);
      if (beyond && !scrolls && !look.shortened) {
        // A name that is too long for its line ends in an ellipsis; it is the site's, and said in full elsewhere.
        const foreign = look.ellipsis && element.closest('bdi') !== null;
        const by = Math.round(Math.max(beyond.right - limits.right, limits.left - beyond.left));
        if (look.cuts && !foreign) faults.push(`${by} px cut off in ${name(at)}: ${text.slice(0, 60)}`);
        else if (at === box && !foreign && by > blank) faults.push(`${by} px out of ${name(at)}: ${text.slice(0, 60)}`);
      }
      if (look.scrolls) scrolls = true;
    }
    for (const rect of rects) pieces.push({ text, element, rect, layer });
  }

  // Each line of text once; those of one text node cannot lie on each other.
  pieces.sort((a, b) => a.rect.top - b.rect.top);
  for (const [at, one] of pieces.entries()) {
    for (let next = at + 1; next < pieces.length; next++) {
      const other = pieces[next];
      if (!other || other.rect.top > one.rect.bottom) break;
      if (other.element === one.element || other.layer !== one.layer) continue;
      // Parts of one line of a picture follow each other.
      if (one.element.closest('text') !== null && one.element.closest('text') === other.element.closest('text'))
        continue;
      const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
      const down = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
      // Boxes of letters are taller than letters: lines that follow each other closely share some of that.
      if (across > 2 && down > 0.45 * Math.min(one.rect.height, other.rect.height))
        faults.push(`on top of each other: ${one.text.slice(0, 40)} | ${other.text.slice(0, 40)}`);
    }
  }

  const pen = document.createElement('canvas').getContext('2d');
  for (const select of document.querySelectorAll('select')) {
    if (!pen || !select.checkVisibility()) continue;
    const { font, paddingLeft, paddingRight } = getComputedStyle(select);
    pen.font = font;
    const wide = pen.measureText(select.selectedOptions[0]?.text ?? '').width;
    const room = select.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
    if (wide > room + slack) faults.push(`${Math.round(wide - room)} px cut off in select#${select.id}`);
  }
  return [...new Set(faults)];
}

/**
 * Texts and names that no message brought, in a page whose messages stand in brackets. What is not the page's own words
 * says so: names and hosts are in `bdi`, what machines read in `code`, other languages have a `lang`.
 */
export function unbracketed([begin, end]: readonly [string, string]): string[] {
  const found: string[] = [];
  const foreign = 'bdi, code, time, [lang]:not(html), .rings .label, script, style';
  // What `Intl` writes by itself.
  const written = /\b(?:Earshot|AM|PM|Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|bytes?|kB|MB)\b/g;
  const isWords = (text: string) => /\p{L}{2,}/u.test(text.replace(written, ''));
  const check = (text: string, where: Element) => {
    if (isWords(text) && !(text.includes(begin) && text.includes(end)) && !where.closest(foreign))
      found.push(`${where.localName}.${where.getAttribute('class') ?? ''}: ${text.slice(0, 80)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.parentElement) check(node.textContent?.trim() ?? '', node.parentElement);
  for (const element of document.querySelectorAll('[title], [aria-label], [placeholder], [alt]')) {
    // The source of a fact, as the catalogue has it.
    for (const name of ['title', 'aria-label', 'placeholder', 'alt'])
      if (element.hasAttribute(name) && !element.matches('.seats > li'))
        check(element.getAttribute(name) ?? '', element);
  }
  check(document.title, document.documentElement);
  return [...new Set(found)];
}
