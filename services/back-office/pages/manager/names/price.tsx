import { useEffect } from "react";
import { graphql } from "@/api/generated/reseller";
import { useReading } from "@/api/reading";
import { PriceShown } from "@/ui/price-shown";

const OwnPriceQuote = graphql(`
  query OwnPriceQuote($name: DomainName!, $action: String!, $period: Int!) {
    quote(name: $name, action: $action, period: $period) {
      cents currency points premium registryFee rule
    }
    me { points { available } }
  }
`);

/** A name in whole: only then its price is asked for. */
export const NAME = /^[^\s.]+(\.[^\s.]{2,})+$/;

interface Props {
  name: string;
  action: "create" | "renew" | "restore" | "transfer" | "trade";
  period: number;
  /** The price that the command is then given as agreed to, in cents; null while none is known. */
  onPrice: (cents: number | null) => void;
  ready: boolean;
}

/** What a command will cost and what is left, before it is given. */
export function Price({ name, action, period, onPrice, ready }: Props) {
  const { data, error, loading } = useReading(OwnPriceQuote, { name, action, period }, !ready);
  const fresh = ready && !loading && !error ? data?.quote : undefined;
  const cents = fresh ? fresh.cents : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever listens is told of another price, not of another listener.
  useEffect(() => onPrice(cents), [cents]);
  if (!ready) return null;
  return <PriceShown error={error} quote={fresh} available={data?.me.points.available ?? 0} />;
}
