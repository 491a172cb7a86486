import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A question before the page: the keyboard stays in it, Escape leaves it, and then goes on where it was. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const from = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (from instanceof HTMLElement) from.focus();
    };
  }, []);
  // A button that was pressed can be gone with what it did: the keyboard goes on at those that came in its place.
  useLayoutEffect(() => {
    const it = dialog.current;
    if (it?.open && document.activeElement === document.body) {
      it.querySelector<HTMLElement>('.dialog-acts button:enabled')?.focus();
    }
  });
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
