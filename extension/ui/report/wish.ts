/** A part of the report that the person asked to be taken to; `turn` tells one such wish from the next. */
export interface Wish {
  target: string;
  turn: number;
}
