import { useSubscription } from "urql";
import { graphql } from "@/api/generated/office";
import { useListeningAgain, useLooking } from "@/api/live";
import { stirred } from "@/api/stirring";

const StreamHappened = graphql(`
  subscription StreamHappened($kind: String!) {
    events(kind: $kind) { stream sequence }
  }
`);

/** The feed hears of an event first; the other views have it a moment later. */
const SETTLE = 700;

/** What happens to one thing, by whomever, is shown: its events have what is on the screen asked for again. */
export function useFollow(kind: "domain" | "contact" | "host" | "account", key: string, pause = false): void {
  const look = useLooking(stirred, SETTLE);
  const stream = `${kind}/${key}`;
  const [{ error }, again] = useSubscription(
    { query: StreamHappened, variables: { kind }, pause },
    (_, told) => {
      if (told.events.stream === stream) look();
      return told;
    },
  );
  useListeningAgain(pause ? undefined : error, again);
}
