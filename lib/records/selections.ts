import { hasInOrder } from '../patterns/wildcard.ts';

/** The channels that something is about; a channel must fit all members that are given. */
export interface ChannelSelection {
  readonly tags?: Readonly<Record<string, string>>;
  /** Tags that the channel may not have, none of them. */
  readonly withoutTags?: Readonly<Record<string, string>>;
  readonly ids?: readonly string[];
  /** A name, in which `*` stands for any text. */
  readonly name?: string;
}

/** The members of a channel that a selection looks at. */
export interface SelectedChannel {
  readonly name?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Returns whether a channel has the name and the tags that a selection asks for. */
export function looksSelected(
  { tags = {}, withoutTags = {}, name }: ChannelSelection,
  channel: SelectedChannel,
): boolean {
  const has = ([key, value]: [string, string]): boolean => channel.tags?.[key] === value;
  return (
    Object.entries(tags).every(has) &&
    !Object.entries(withoutTags).some(has) &&
    (name === undefined || hasInOrder(channel.name ?? '', name.split('*')))
  );
}

/** Returns whether a channel fits a selection. */
export const isSelected = (
  selection: ChannelSelection,
  channel: SelectedChannel & { readonly id: string },
): boolean => (selection.ids?.includes(channel.id) ?? true) && looksSelected(selection, channel);
