import { useEffect } from "react";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { PriceShown } from "./price-shown";

const PriceQuote = graphql(`
  query PriceQuote($account: Int!, $name: DomainName!, $action: String!, $period: Int!) {
    quote(account: $account, name: $name, action: $action, period: $period) {
      cents currency points premium registryFee rule
    }
    pointsAccount(account: $account) { account available }
  }
`);

interface Props {
  account: number | null;
  name: string;
  action: "create" | "renew" | "transfer" | "restore" | "trade";
  period?: number;
  /** The price that the command is then given as agreed to, in cents; null while none is known. */
  onPrice: (cents: number | null) => void;
  /** The dialog is open and what is asked about is whole. */
  ready: boolean;
}

/** What a command will cost and what will be left, before it is given. */
export function Price({ account, name, action, period = 1, onPrice, ready }: Props) {
  const paused = !ready || account === null || name === "";
  const { data, error, loading } = useReading(
    PriceQuote,
    { account: account ?? 0, name, action, period },
    paused,
  );
  const fresh = !paused && !loading && !error ? data?.quote : undefined;
  const cents = fresh ? fresh.cents : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever listens is told of another price, not of another listener.
  useEffect(() => onPrice(cents), [cents]);
  if (paused) return null;
  const available = data?.pointsAccount?.available ?? 0;
  return <PriceShown error={error} quote={fresh} available={available} />;
}
