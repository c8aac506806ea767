import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { router } from "@/app/router";

/** A link in a notification: those stand beside the router, not within it. */
export function ToldLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Anchor
      c="var(--link)"
      inherit
      underline="always"
      href={to}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        router.history.push(to);
      }}
    >
      {children}
    </Anchor>
  );
}
