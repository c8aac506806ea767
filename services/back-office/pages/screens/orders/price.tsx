import { Money } from "@/ui/amount";
import { Quiet } from "@/ui/quiet";

/** `9.90 EUR`, as the server words it, in the reader's way. */
export function Price({ of }: { of: string | null | undefined }) {
  const [amount, currency] = of?.split(" ") ?? [];
  if (!amount) {
    return <Quiet />;
  }
  return <Money amount={amount} currency={currency} />;
}
