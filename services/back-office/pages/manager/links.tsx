import { Go } from "@/ui/links";

/** Links to what is the account's own, at its own pages. */
export function NameLink({ name, unicode }: { name: string; unicode?: string | null }) {
  return (
    <Go to="/manager/names/$name" params={{ name }} search={{}}>
      {unicode ?? name}
    </Go>
  );
}

export function OwnContactLink({ number, handle }: { number: number; handle?: string | null }) {
  return (
    <Go to="/manager/contacts/$number" params={{ number: String(number) }} search={{}}>
      {handle ?? number}
    </Go>
  );
}

export function OwnOperationLink({ number }: { number: number | null | undefined }) {
  if (number === null || number === undefined) return null;
  return (
    <Go to="/manager/operations/$number" params={{ number: String(number) }} search={{}}>
      {number}
    </Go>
  );
}

export function OwnOrderLink({ number }: { number: number | null | undefined }) {
  if (number === null || number === undefined) return null;
  return (
    <Go to="/manager/orders/$number" params={{ number: String(number) }} search={{}}>
      {number}
    </Go>
  );
}

export function OwnInvoiceLink({ number }: { number: string | null | undefined }) {
  if (!number) return null;
  return (
    <Go to="/manager/invoices/$number" params={{ number }} search={{}}>
      {number}
    </Go>
  );
}
