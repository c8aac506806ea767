import { Skeleton } from "@mantine/core";
import { Link, type LinkProps, linkOptions } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OverviewQuery } from "@/api/generated/office/graphql";
import { useSession } from "@/session/session";
import { grouped } from "@/ui/amount";
import css from "./work.module.css";

type Numbers = OverviewQuery["overview"];
type Name = Exclude<keyof Numbers & string, "__typename" | "blockedBy">;

interface Item {
  name: Name;
  link: Pick<LinkProps, "to" | "search"> | object;
  /** Anything of it wants somebody now. */
  urgent?: boolean;
}

interface Group {
  name: "now" | "work" | "money" | "size";
  items: readonly Item[];
}

const groups: readonly Group[] = [
  {
    name: "now",
    items: [
      {
        name: "obligationsMissed",
        link: linkOptions({ to: "/obligations", search: { missed: true } }),
        urgent: true,
      },
      {
        name: "obligationsAtRisk",
        link: linkOptions({ to: "/obligations", search: { atRisk: true } }),
        urgent: true,
      },
      {
        name: "disclosureRequestsDueSoon",
        link: linkOptions({ to: "/disclosures", search: {} }),
        urgent: true,
      },
      {
        name: "failedOperations",
        link: linkOptions({ to: "/operations", search: { states: ["FAILED"], closed: false } }),
        urgent: true,
      },
      { name: "parkedJobs", link: linkOptions({ to: "/messages", search: {} }), urgent: true },
      { name: "registryMessages", link: linkOptions({ to: "/messages", search: {} }), urgent: true },
    ],
  },
  {
    name: "work",
    items: [
      { name: "votesWaiting", link: linkOptions({ to: "/votes", search: {} }) },
      { name: "contactChangesOpen", link: linkOptions({ to: "/votes", search: { kind: "changes" } }) },
      {
        name: "actionRequired",
        link: linkOptions({ to: "/pending", search: { states: ["ACTION_REQUIRED"] } }),
      },
      { name: "blocked", link: linkOptions({ to: "/pending", search: { states: ["BLOCKED"] } }) },
      { name: "pendingOperations", link: linkOptions({ to: "/pending", search: {} }) },
      { name: "driftOpen", link: linkOptions({ to: "/drift", search: {} }) },
      { name: "disclosureRequestsOpen", link: linkOptions({ to: "/disclosures", search: {} }) },
    ],
  },
  {
    name: "money",
    items: [
      { name: "adjustmentsWaiting", link: linkOptions({ to: "/adjustments", search: {} }) },
      { name: "ordersNotPaid", link: linkOptions({ to: "/orders", search: { statuses: ["NOT_PAID"] } }) },
      { name: "overdueInvoices", link: linkOptions({ to: "/invoices", search: { overdue: true } }) },
    ],
  },
  {
    name: "size",
    items: [
      { name: "domains", link: linkOptions({ to: "/domains", search: {} }) },
      { name: "domainsExpiringSoon", link: linkOptions({ to: "/domains", search: { expires: 30 } }) },
      { name: "accounts", link: linkOptions({ to: "/accounts", search: {} }) },
    ],
  },
];

/** The numbers of the day; each leads to its list. What is nought steps back. */
export function Work({ of }: { of: Numbers | undefined }) {
  const { t } = useTranslation("home");
  const { rights } = useSession();
  // `registry afnic`, `vote of owner`: a kind, and who it is.
  const whom = (who: string): string => {
    const [kind = "", name = ""] = who.split(/ (?:of )?(?=[^ ]+$)/);
    if (kind === "registry") return t("who.registry", { name });
    if (kind === "vote") {
      return t(`who.side.${name}` as "who.side.owner", { defaultValue: t("who.vote", { side: name }) });
    }
    return t(`who.${who}` as "who.customer", { defaultValue: who });
  };
  const order =
    rights.finance && !rights.support ? ["money", "now", "work", "size"] : ["now", "work", "money", "size"];
  const shown = [...groups].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return (
    <div className={css.groups}>
      {shown.map((group) => (
        <section key={group.name} className={`card ${css.group}`} aria-labelledby={`work-${group.name}`}>
          <h2 className={css.heading} id={`work-${group.name}`}>
            {t(`groups.${group.name}`)}
          </h2>
          <ul className={css.items}>
            {group.items.map((item) => (
              <li key={item.name}>
                <Link
                  {...item.link}
                  className={css.item}
                  data-zero={of?.[item.name] === 0 || undefined}
                  data-urgent={(item.urgent && (of?.[item.name] ?? 0) > 0) || undefined}
                >
                  <span className={css.words}>{t(`items.${item.name}`)}</span>
                  <span className={css.number}>
                    {of ? grouped(of[item.name]) : <Skeleton height={16} width={24} component="span" />}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          {group.name === "work" && of && of.blockedBy.length > 0 && (
            <>
              <h3 className={css.heading}>{t("waitsFor")}</h3>
              <ul className={css.by}>
                {of.blockedBy.map((by) => (
                  <li key={by.who}>
                    <span>{whom(by.who)}</span>
                    <span>{grouped(by.operations)}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
      ))}
    </div>
  );
}
