/**
 * The regions with the API of IVS low-latency streaming. Source: AWS General Reference, "Amazon
 * Interactive Video Service endpoints and quotas"
 * (https://docs.aws.amazon.com/general/latest/gr/ivs.html), read on 2026-11-29. Add a region here
 * when it appears there.
 */
export const IVS_REGIONS: readonly string[] = [
  'us-east-1',
  'us-west-2',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'eu-central-1',
  'eu-west-1',
];

/** Returns why a deployment to a region is refused, or undefined if it is not. */
export const regionOffence = (region: string): string | undefined =>
  IVS_REGIONS.includes(region)
    ? undefined
    : `IVS low-latency streaming is not offered in ${region}. Deploy to one of ` +
      `${IVS_REGIONS.join(', ')}.`;
