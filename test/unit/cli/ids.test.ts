import { describe, expect, it } from 'vitest';
import { commands } from '../../../cli/command.ts';
import { idIn } from '../../../cli/ids.ts';
import { runAlone } from '../../commandLine.ts';

describe('an id', () => {
  it('of a viewer is any text without a slash', () => {
    for (const text of ['ann', 'a b@c_d', 'ünï'])
      for (const field of ['viewer-id', 'viewerId']) expect(idIn(field, text)).toBe(text);
    for (const text of ['', '.', '..', 'a/b', 'a'.repeat(41)])
      expect(() => idIn('viewer-id', text), text).toThrow(/^viewer-id takes an id of 1 to 40/);
  });

  it('is a text of letters, digits and hyphens, or an ARN whose last segment is one', () => {
    expect(idIn('channel-id', 'Ab-12')).toBe('Ab-12');
    expect(idIn('channel-id', 'arn:aws:ivs:us-west-2:123456789012:channel/Ab12')).toBe('Ab12');
    for (const text of ['..', '', 'a/b', 'a b', 'a%2f', 'ä', 'a'.repeat(129), 'arn:aws:s3:::a'])
      expect(() => idIn('channel-id', text), text).toThrow(/^channel-id takes an id/);
  });

  const withIds = commands.filter(({ parameters }) => parameters.some(({ choices }) => !choices));
  it.for(withIds.map((command) => [`${command.group} ${command.verb}`, command] as const))(
    '%s refuses another text before any request, and names the rule',
    async ([, { group, verb, parameters, options }]) => {
      expect(withIds.length).toBeGreaterThan(30);
      const given = parameters.map(({ choices }) => choices?.[0] ?? '..');
      const shown = parameters.find(({ choices }) => !choices)?.shown;
      const needed = options.flatMap(({ flag, required, choices, ...option }) =>
        required && option.in === 'query' ? [`--${flag}`, choices?.[0] ?? 'a'] : [],
      );
      const { code, err } = await runAlone(
        [group, verb, ...given, ...needed, '--json', '--url', 'https://a.example'],
        {
          environment: { CHANNELKEEPER_TOKEN: 'a.b.c' },
          io: { fetch: () => Promise.reject(new Error('A request was made.')) },
        },
      );
      const rule = expect.stringContaining('letters, digits and hyphens');
      expect([code, JSON.parse(err)]).toEqual([
        2,
        expect.objectContaining({ type: 'usage', errors: [{ field: shown, rule }] }),
      ]);
    },
  );

  it('that is to be watched keeps the same rule', async () => {
    for (const words of [
      ['watch', 'a b'],
      ['jobs', 'watch', '..'],
    ])
      expect((await runAlone([...words, '--url', 'https://a.example'])).code).toBe(2);
  });
});
