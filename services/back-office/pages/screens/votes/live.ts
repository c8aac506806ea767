import { graphql } from "@/api/generated/office";
import { useLive } from "@/api/live";

const Votes = graphql(`
  subscription VotesMove {
    votes { id number state open }
  }
`);

const ContactChangesMove = graphql(`
  subscription ContactChangesMove {
    events(kind: "contact-change") { stream sequence }
  }
`);

/** Votes that move are shown as they do. */
export function useVotesLive(): boolean {
  const votes = useLive(Votes, {});
  const changes = useLive(ContactChangesMove, {});
  return votes && changes;
}
