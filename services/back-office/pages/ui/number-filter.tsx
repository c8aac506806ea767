import { NumberInput } from "@mantine/core";

/** A whole number, or nothing. */
export function NumberFilter({
  label,
  value,
  onChange,
  width = 130,
  max,
}: {
  label: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  width?: number;
  max?: number;
}) {
  return (
    <NumberInput
      aria-label={label}
      placeholder={label}
      w={width}
      min={0}
      max={max}
      hideControls
      allowDecimal={false}
      allowNegative={false}
      value={value ?? ""}
      onChange={(next) => onChange(typeof next === "number" ? next : undefined)}
    />
  );
}
