import { createLink, type LinkComponent, useRouter } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, MouseEvent, Ref } from "react";
import { hrefOf } from "./href";
import css from "./links.module.css";

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> };

function Base({ className, ...props }: Props) {
  return <a {...props} className={className ? `${css.link} ${className}` : css.link} />;
}

/** Follows the address: what it leads to depends on where one is. */
const Following = createLink(Base);

interface Told extends Props {
  to: string;
  params?: Record<string, string>;
  search?: object;
  replace?: boolean;
}

/** Whoever stays so long on a link is about to press it: its screen is fetched. */
const INTENT = 50;
/** That is one link at a time. */
let approaching: ReturnType<typeof setTimeout> | undefined;

/** A link to a place that is known: it listens to nothing, as lists have hundreds of them. */
function Fixed({ to, params, search, replace, ...props }: Told) {
  const router = useRouter();
  const href = hrefOf(to, params, search, router.options.stringifySearch);
  const place = { to, params, search, replace } as never;
  const { pathname, href: here } = router.stores.location.get();
  const at = href === pathname || href === here;
  const approach = (wait: number) => {
    clearTimeout(approaching);
    approaching = setTimeout(() => void router.preloadRoute(place).catch(() => undefined), wait);
  };
  const leave = () => clearTimeout(approaching);
  return (
    <Base
      {...props}
      href={href}
      aria-current={at ? "page" : undefined}
      onMouseEnter={() => approach(INTENT)}
      onFocus={() => approach(INTENT)}
      onTouchStart={() => approach(0)}
      onMouseLeave={leave}
      onBlur={leave}
      onClick={(event: MouseEvent) => {
        if (event.metaKey || event.altKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        leave();
        void router.navigate(place);
      }}
    />
  );
}

const fixed = new Set(["to", "params", "search", "replace", "children", "className", "style", "title"]);

/** A link to a screen, typed by the router. What else it is told than where to, is the router's own matter. */
export const Go = ((props: Told) => {
  const known = typeof props.search !== "function" && Object.keys(props).every((name) => fixed.has(name));
  return known ? <Fixed {...props} /> : <Following {...(props as object)} to={props.to as never} />;
}) as LinkComponent<typeof Base>;

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
