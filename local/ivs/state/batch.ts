interface BatchError {
  arn: string;
  code: string;
  message: string;
}

/**
 * Looks up each ARN once, in the order of the request. A missing resource becomes an item error and
 * never fails the call. The code is an HTTP status as text, as in AWS's only published sample of
 * such an error; it is unconfirmed for these operations.
 */
export function batch<R>(
  arns: string[],
  find: (arn: string) => R | undefined,
): { found: R[]; errors: BatchError[] } {
  const found: R[] = [];
  const errors: BatchError[] = [];
  for (const arn of new Set(arns)) {
    const resource = find(arn);
    if (resource === undefined) errors.push({ arn, code: '404', message: 'not found' });
    else found.push(resource);
  }
  return { found, errors };
}
