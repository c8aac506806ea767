import { Alert, Button, Group, Skeleton, Tabs, Text } from "@mantine/core";
import { IconBan, IconGavel, IconInfoCircle, IconRefresh, IconUserQuestion } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { NotThere } from "@/app/missing";
import { useSession } from "@/session/session";
import { useNow } from "@/ui/clock";
import { Due } from "@/ui/due";
import { Failure } from "@/ui/failure";
import { Timeline } from "@/ui/history";
import { Card, Page } from "@/ui/page";
import { mayCancel, mayRestart, missing } from "./commands";
import { DossierButton } from "./dossier";
import { AnswerDialog, CancelDialog, RestartDialog } from "./ending";
import { useVotesLive } from "./live";
import { votePageRoute } from "./routes";
import { tabs, votes } from "./search";
import { SidesPanel } from "./sides";
import { VoteState } from "./state";
import { Terms } from "./terms";
import { ChangePage, ofChange, ofConsent, TradePage, TransferPage, type VoteView } from "./vote-query";

/** One vote: of an owner change, a transfer in either direction, or a change of a service's accounts. */
export function VotePage() {
  const { t } = useTranslation(["votes", "common"]);
  const { kind: named, number: text } = votePageRoute.useParams();
  const kind = votes.find((one) => one === named);
  const wanted = kind && /^\d{1,15}$/.test(text) ? Number(text) : null;
  const number = wanted ?? 0;
  useVotesLive();
  const trade = useReading(TradePage, { number }, wanted === null || kind !== "trade");
  const transfer = useReading(TransferPage, { number }, wanted === null || kind !== "transfer");
  const change = useReading(ChangePage, { number }, wanted === null || kind !== "contact-change");
  const reading = kind === "trade" ? trade : kind === "transfer" ? transfer : change;
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  const consent =
    kind === "trade" ? trade.data?.trade : kind === "transfer" ? transfer.data?.transfer : undefined;
  const task = change.data?.contactChange;
  const found = consent ? ofConsent(consent) : task ? ofChange(task) : null;
  if (wanted === null || (reading.data && !found)) return <NotThere what={text} />;
  if (!found) return <Skeleton h={240} m="md" role="status" aria-label={t("common:table.loading")} />;
  return <Shown of={found} />;
}

function Shown({ of }: { of: VoteView }) {
  const { t } = useTranslation(["votes", "common"]);
  const { tab = "overview" } = votePageRoute.useSearch();
  const navigate = useNavigate({ from: votePageRoute.fullPath });
  return (
    <Page
      kind={t(`kindOf.${of.what}`, { number: of.number })}
      title={of.unicode ?? of.name ?? String(of.number)}
      badges={<VoteState of={of.state} />}
      actions={
        <>
          <DossierButton of={of} />
          <Commands of={of} />
        </>
      }
    >
      <Standing of={of} />
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ search: { tab: next === "history" ? "history" : undefined }, replace: true })
        }
      >
        <Tabs.List mb="sm">
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          {of.sides.length > 0 && <SidesPanel of={of} />}
          <Terms of={of} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Card title={t("tabs.history")}>
            <Timeline stream={`${of.kind}/${of.number}`} />
          </Card>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** How it stands, who is missing, and what the deadline does. */
function Standing({ of }: { of: VoteView }) {
  const { t } = useTranslation(["votes", "common"]);
  const now = useNow();
  const absent = missing(of).map((side) => t(`sides.${side}`, { defaultValue: side }));
  return (
    <Alert
      color={of.open ? "orange" : "gray"}
      variant="light"
      icon={of.open ? <IconUserQuestion /> : <IconInfoCircle />}
      mb="sm"
      title={t(`standing.${of.what}.${of.state}`, {
        defaultValue: t(`states.${of.state}`, { defaultValue: of.state }),
      })}
    >
      {absent.length > 0 && (
        <Text size="sm">
          {t(of.what === "transfer-in" ? "missingOne" : "missing", { sides: absent.join(", ") })}
        </Text>
      )}
      {of.open && of.deadline && (
        <Group gap={6}>
          <Due at={of.deadline} now={now} />
          <Text size="sm">{t(`deadlines.${of.what}`)}</Text>
        </Group>
      )}
      {of.ended && (of.ended.words || of.ended.code || of.ended.side) && (
        <Text size="sm">
          {of.ended.code ? `${of.ended.code} ` : ""}
          {of.ended.side
            ? t("refusedBy", { side: t(`sides.${of.ended.side}`, { defaultValue: of.ended.side }) })
            : ""}
          {of.ended.words ? <q>{of.ended.words}</q> : null}
        </Text>
      )}
    </Alert>
  );
}

function Commands({ of }: { of: VoteView }) {
  const { t } = useTranslation("votes");
  const { rights } = useSession();
  const [open, setOpen] = useState<"restart" | "cancel" | "answer" | null>(null);
  if (!rights.support) return null;
  const close = () => setOpen(null);
  return (
    <>
      {of.what === "transfer-out" && of.open && !of.consent?.answer && (
        <Button leftSection={<IconGavel size={14} aria-hidden />} onClick={() => setOpen("answer")}>
          {t("answer.button")}
        </Button>
      )}
      {mayRestart(of) && (
        <Button leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => setOpen("restart")}>
          {t("restart.verb")}
        </Button>
      )}
      {mayCancel(of) && (
        <Button
          variant="default"
          leftSection={<IconBan size={14} aria-hidden />}
          onClick={() => setOpen("cancel")}
        >
          {t("cancel.verb")}
        </Button>
      )}
      <AnswerDialog of={of} opened={open === "answer"} onClose={close} />
      <RestartDialog of={of} opened={open === "restart"} onClose={close} />
      <CancelDialog of={of} opened={open === "cancel"} onClose={close} />
    </>
  );
}
