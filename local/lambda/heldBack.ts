import type { Lambda } from './lambda.ts';

/** Returns a Lambda that accepts invocations at once but runs none of them before `letGo`. */
export function heldBack(lambda: Lambda): { lambda: Lambda; letGo: () => void } {
  let open = false;
  const waiting: (() => void)[] = [];
  return {
    lambda: {
      async invoke(functionName, payload) {
        if (!open) await new Promise<void>((resolve) => void waiting.push(resolve));
        return lambda.invoke(functionName, payload);
      },
      invokeAsync(functionName, payload) {
        if (open) lambda.invokeAsync(functionName, payload);
        else waiting.push(() => lambda.invokeAsync(functionName, payload));
      },
      deadLetters: () => lambda.deadLetters(),
      inFlight: () => lambda.inFlight() + waiting.length,
      close: () => lambda.close(),
    },
    letGo() {
      open = true;
      for (const go of waiting.splice(0)) go();
    },
  };
}
