import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Props = AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & { ref?: Ref<HTMLAnchorElement> };

function Base(props: Props) {
  return <Anchor c="var(--link)" inherit {...props} />;
}

/** A link to a screen, typed by the router. */
export const Go = createLink(Base);

export function DomainLink({ name, unicode }: { name: string | null | undefined; unicode?: string | null }) {
  if (!name) return null;
  return (
    <Go to="/domains/$name" params={{ name }} search={{}}>
      {unicode ?? name}
    </Go>
  );
}

export function ContactLink({
  number,
  handle,
}: {
  number: number | null | undefined;
  handle?: string | null;
}) {
  if (number === null || number === undefined) return null;
  return (
    <Go to="/contacts/$number" params={{ number: String(number) }} search={{}}>
      {handle ?? number}
    </Go>
  );
}

export function AccountLink({ number, name }: { number: number | null | undefined; name?: string | null }) {
  if (number === null || number === undefined) return null;
  return (
    <Go to="/accounts/$number" params={{ number: String(number) }} search={{}}>
      {name ?? number}
    </Go>
  );
}

export function OperationLink({ number }: { number: number | null | undefined }) {
  if (number === null || number === undefined) return null;
  return (
    <Go to="/operations/$number" params={{ number: String(number) }} search={{}}>
      {number}
    </Go>
  );
}

export function OrderLink({ number }: { number: number | null | undefined }) {
  if (number === null || number === undefined) return null;
  return (
    <Go to="/orders/$number" params={{ number: String(number) }} search={{}}>
      {number}
    </Go>
  );
}

/** A vote about a name: `trade` or `transfer`, by its number. */
export function VoteLink({
  kind,
  number,
}: {
  kind: "trade" | "transfer" | "contact-change";
  number: number;
}) {
  return (
    <Go to="/votes/$kind/$number" params={{ kind, number: String(number) }} search={{}}>
      {number}
    </Go>
  );
}

export function HostLink({ name }: { name: string | null | undefined }) {
  if (!name) return null;
  return (
    <Go to="/hosts/$name" params={{ name }} search={{}}>
      {name}
    </Go>
  );
}

export function InvoiceLink({ number }: { number: string | null | undefined }) {
  if (!number) return null;
  return (
    <Go to="/invoices/$number" params={{ number }} search={{}}>
      {number}
    </Go>
  );
}
