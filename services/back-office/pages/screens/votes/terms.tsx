import { Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Fact, Facts } from "@/ui/facts";
import { AccountLink, ContactLink, DomainLink, OperationLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import type { VoteView } from "./vote-query";

/** What is voted on, and what it leads to. */
export function Terms({ of }: { of: VoteView }) {
  const { t } = useTranslation(["votes", "common"]);
  return (
    <Card title={t("terms")}>
      <Facts
        columns={2}
        of={[
          [t("domain"), <DomainLink key="n" name={of.name} unicode={of.unicode} />],
          ...useParties(of),
          [t("requestedAt"), <When key="r" at={of.requestedAt} />],
          [t("deadlineAt"), <When key="d" at={of.deadline} />],
          of.ended ? [t("endedAt"), <When key="e" at={of.ended.at} />] : null,
          [
            t("operation"),
            of.operation ? (
              <Group key="o" gap={6}>
                <OperationLink number={of.operation.number} />
                <State of={of.operation.state} />
              </Group>
            ) : (
              t("noOperation")
            ),
          ],
        ]}
      />
    </Card>
  );
}

function useParties({ consent, change }: VoteView): Fact[] {
  const { t } = useTranslation("votes");
  if (change) {
    const nameOf = (side: string) => change.sides.find((one) => one.side === side)?.accountNode?.nichandle;
    const asker = change.askedBy === change.fromAccount ? nameOf("from") : nameOf("to");
    return [
      [t("roles"), change.roles.map((role) => t(`role.${role}`)).join(", ")],
      [t("from"), <AccountLink key="f" number={change.fromAccount} name={nameOf("from")} />],
      [t("to"), <AccountLink key="t" number={change.toAccount} name={nameOf("to")} />],
      [t("askedBy"), <AccountLink key="a" number={change.askedBy} name={asker} />],
    ];
  }
  if (!consent) return [];
  const account: Fact = [
    t("account"),
    <AccountLink key="a" number={consent.account} name={consent.accountNode?.nichandle} />,
  ];
  if (consent.kind === "transfer-out") {
    return [
      account,
      [t("gaining"), consent.gaining],
      consent.answer
        ? [
            t("answered"),
            <span key="w">
              {t(`answer.${consent.answer.choice === "Refuse" ? "REFUSE" : "ACCEPT"}.past`)} ·{" "}
              {consent.answer.by} · <When at={consent.answer.at} />
              {consent.answer.reason ? ` · “${consent.answer.reason}”` : ""}
            </span>,
          ]
        : null,
    ];
  }
  return [
    account,
    [
      t(consent.kind === "trade" ? "owner" : "ownerHere"),
      <ContactLink key="o" number={consent.owner} handle={consent.ownerContact?.handle} />,
    ],
    consent.kind === "trade"
      ? [
          t("newOwner"),
          <ContactLink key="w" number={consent.newOwner} handle={consent.newOwnerContact?.handle} />,
        ]
      : null,
  ];
}
