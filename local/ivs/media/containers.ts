import type { Container, ContainerFormat } from './container.ts';
import { FragmentedMp4 } from './fragmentedMp4.ts';
import { TransportStream } from './transportStream.ts';

/** Returns a writer of segments in a format. */
export const containerOf = (format: ContainerFormat): Container =>
  format === 'TS' ? new TransportStream() : new FragmentedMp4();
