/** Something that the doctor has looked at. */
export interface Finding {
  readonly check: string;
  /**
   * `note`: good to know, but nothing to mend. `not checked`: the API does not tell, or could not
   * be asked.
   */
  readonly state: 'ok' | 'note' | 'problem' | 'not checked';
  readonly text: string;
  /** The command that helps. */
  readonly command?: string;
}

/** More findings of one kind than these are counted, not listed. */
export const LISTED_MAX = 20;

export const notChecked = (check: string, text: string): Finding => ({
  check,
  state: 'not checked',
  text,
});
