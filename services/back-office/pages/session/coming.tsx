import { type ReactNode, useLayoutEffect, useState } from "react";
import { Broken } from "@/app/broken";

interface Props<Part> {
  part: () => Promise<Part>;
  waiting: ReactNode;
  children: (part: Part) => ReactNode;
}

type Found<Part> = { part: Part } | { error: unknown };

/**
 * A part of the pages, once it is here. Without Suspense: React holds back what follows a fallback until the fallback
 * was seen for 300 ms, and this one is mostly over sooner.
 */
export function Coming<Part>({ part, waiting, children }: Props<Part>) {
  const [found, setFound] = useState<Found<Part> | null>(null);
  // Not after the painting of what waits.
  useLayoutEffect(() => {
    let gone = false;
    const show = (found: Found<Part>) => !gone && setFound(found);
    part().then(
      (part) => show({ part }),
      (error: unknown) => show({ error }),
    );
    return () => {
      gone = true;
    };
  }, [part]);
  if (!found) return waiting;
  if ("part" in found) return children(found.part);
  return (
    <main>
      <Broken error={found.error} />
    </main>
  );
}
