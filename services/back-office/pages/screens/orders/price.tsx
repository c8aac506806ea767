import { Text } from "@mantine/core";
import { Money } from "@/ui/amount";

/** `9.90 EUR`, as the server words it, in the reader's way. */
export function Price({ of }: { of: string | null | undefined }) {
  const [amount, currency] = of?.split(" ") ?? [];
  if (!amount) {
    return (
      <Text span c="dimmed" size="sm">
        {"–"}
      </Text>
    );
  }
  return <Money amount={amount} currency={currency} />;
}
