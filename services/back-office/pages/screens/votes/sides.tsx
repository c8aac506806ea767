import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconMailForward, IconPencilCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { Facts } from "@/ui/facts";
import { AccountLink, ContactLink } from "@/ui/links";
import { When } from "@/ui/when";
import { CastDialog, ResendDialog } from "./cast";
import { VoteIcon } from "./state";
import type { SideView, VoteView } from "./vote-query";
import css from "./votes.module.css";

/** Who votes, how each has voted, and what can be done about those who have not. */
export function SidesPanel({ of }: { of: VoteView }) {
  return (
    <div className={css.sides}>
      {of.sides.map((side) => (
        <Side key={side.side} of={of} side={side} />
      ))}
    </div>
  );
}

function Side({ of, side }: { of: VoteView; side: SideView }) {
  const { t } = useTranslation(["votes", "common"]);
  const { rights } = useSession();
  const [open, setOpen] = useState<"cast" | "resend" | null>(null);
  const close = () => setOpen(null);
  const voted = Boolean(side.vote);
  const mayAct = rights.support && of.open && !voted;
  return (
    <section className={`card ${css.side}`} data-vote={side.vote ?? "none"}>
      <Stack gap={6} p="sm">
        <Group justify="space-between" wrap="wrap" gap="xs">
          <Group gap={6} wrap="nowrap">
            <VoteIcon vote={side.vote} />
            <Title order={2} fz="sm">
              {t(`sides.${side.side}`, { defaultValue: side.side })}
            </Title>
          </Group>
          <Text size="sm" fw={600}>
            {t(`votes.${side.vote ?? "none"}`, { defaultValue: side.vote ?? "" })}
          </Text>
        </Group>
        <Facts
          of={[
            side.account
              ? [t("account"), <AccountLink key="a" number={side.account} name={side.nichandle} />]
              : [
                  t("contact"),
                  side.contact ? (
                    <ContactLink key="c" number={side.contact} handle={side.handle} />
                  ) : (
                    t("notOurs")
                  ),
                ],
            [t("email"), side.email ?? (rights.personal ? "–" : t("common:redacted"))],
            [
              t("mails"),
              <span key="m">
                {t("mailed", { count: side.mails })}
                {side.mailedAt && (
                  <>
                    {", "}
                    {t("lastMail")} <When at={side.mailedAt} />
                  </>
                )}
              </span>,
            ],
            voted && [t("votedAt"), <When key="v" at={side.votedAt} />],
            voted && [t("votedBy"), <VotedBy key="b" by={side.votedBy} />],
            side.reason ? [t("reason"), side.reason] : null,
            side.evidence
              ? [
                  t("evidence"),
                  <span key="e">
                    <span className="mono">{side.evidence}</span>
                    {side.evidencePath && rights.personal && (
                      <>
                        {" "}
                        <a href={side.evidencePath} download>
                          {t("evidenceKept")}
                        </a>
                      </>
                    )}
                  </span>,
                ]
              : null,
          ]}
        />
        {mayAct && (
          <Group gap="xs" mt={4}>
            <Button
              variant="default"
              leftSection={<IconMailForward size={14} aria-hidden />}
              onClick={() => setOpen("resend")}
            >
              {t("resend.button")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconPencilCheck size={14} aria-hidden />}
              onClick={() => setOpen("cast")}
            >
              {t("cast.button")}
            </Button>
          </Group>
        )}
      </Stack>
      <CastDialog of={of} side={side.side} opened={open === "cast"} onClose={close} />
      <ResendDialog of={of} side={side.side} opened={open === "resend"} onClose={close} />
    </section>
  );
}

/** By the link that was mailed, or an operator for the side. */
function VotedBy({ by }: { by: string | null | undefined }) {
  const { t } = useTranslation("votes");
  if (!by) return null;
  if (by === "link") return <>{t("byLink")}</>;
  return <>{t("byOperator", { login: by.replace(/^operator:/, "") })}</>;
}
