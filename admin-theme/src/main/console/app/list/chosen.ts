interface Choosable {
  readonly key: string;
  /** Shown only if it was asked for. */
  readonly extra?: boolean;
}

/** Of all columns those that were chosen, in their order; what was chosen and is no column any more counts for nothing. */
export function chosenOf<C extends Choosable>(columns: readonly C[], remembered: string | null): readonly C[] {
  const keys = remembered?.split(",");
  return columns.filter(({ key, extra }) => (keys ? keys.includes(key) : !extra));
}
