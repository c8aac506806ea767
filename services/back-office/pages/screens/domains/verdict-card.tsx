import { Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { now } from "@/ui/clock";
import { OperationLink, VoteLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { day } from "@/ui/when";
import { type Held, leaving } from "./held";
import css from "./verdict-card.module.css";
import { type Hindrance, type Verdict, verdicts } from "./verdicts";

/** "Why can't I transfer?": what may be done with the name, and what is in the way until when. */
export function Verdicts({ held, asOf }: { held: Held; asOf: string | null }) {
  const { t } = useTranslation("domains");
  const at = asOf ? Date.parse(asOf) : now();
  const all = verdicts(held, at, leaving(held) !== undefined);
  const shown = all.filter((verdict) => verdict.hindrances[0]?.why !== "state");
  return (
    <Card title={asOf ? t("may.titlePast") : t("may.title")}>
      {shown.length === 0 ? (
        <Text size="sm">{t(`may.state.${held.state}`)}</Text>
      ) : (
        <ul className={css.verdicts}>
          {shown.map((verdict) => (
            <Line key={verdict.deed} verdict={verdict} held={held} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ verdict, held }: { verdict: Verdict; held: Held }) {
  const { t } = useTranslation("domains");
  const trade = held.trades.find((one) => one.open);
  const out = leaving(held);
  return (
    <li className={css.verdict} data-may={verdict.may}>
      {verdict.may ? (
        <IconCircleCheck size={18} className={css.icon} aria-hidden />
      ) : (
        <IconCircleX size={18} className={css.icon} aria-hidden />
      )}
      <div className={css.words}>
        <Text size="sm" fw={600}>
          {t(`may.deeds.${verdict.deed}`)}
          <span className={css.answer}>{` – ${verdict.may ? t("may.yes") : t("may.no")}`}</span>
          {verdict.from && (
            <Text span size="sm" fw={400}>
              {" · "}
              {t("may.from", { day: day(verdict.from) })}
            </Text>
          )}
        </Text>
        {verdict.hindrances.map((hindrance) => (
          <Text size="sm" c="dimmed" component="div" key={keyOf(hindrance)}>
            <Why of={hindrance} held={held} />
          </Text>
        ))}
        {verdict.deed === "trade" && trade && (
          <Text size="sm" component="div">
            {t("may.voting")} <VoteLink kind="trade" number={trade.number} />: <Missing sides={trade.sides} />
          </Text>
        )}
        {verdict.deed === "transferAway" && out && (
          <Text size="sm" component="div">
            {t("may.leaving", { gaining: out.gaining ?? "?" })}{" "}
            <VoteLink kind="transfer" number={out.number} />
            {out.deadline && ` · ${t("may.answerBy", { day: day(out.deadline) })}`}
          </Text>
        )}
      </div>
    </li>
  );
}

function Missing({ sides }: { sides: readonly { side: string; vote?: string | null }[] }) {
  const { t } = useTranslation("domains");
  const silent = sides
    .filter((side) => !side.vote)
    .map((side) => t(`sides.${side.side}`, { defaultValue: side.side }));
  return silent.length === 0 ? t("may.allVoted") : t("may.missing", { sides: silent.join(", ") });
}

function keyOf(hindrance: Hindrance): string {
  return JSON.stringify(hindrance);
}

/** One hindrance, with what it waits for. */
export function Why({ of, held }: { of: Hindrance; held: Held }) {
  const { t } = useTranslation("domains");
  if (of.why === "lock") {
    const since = t(`locks.${of.kind}.since`, { day: day(of.since), defaultValue: of.kind });
    const until = of.lifts ? t("may.lockUntil", { day: day(of.lifts), rule: of.rule }) : t("may.lockOpen");
    return `${since} ${until}`;
  }
  if (of.why === "status") {
    const by = of.status.startsWith("client")
      ? t("may.byUs")
      : of.status.startsWith("pending")
        ? t("may.byPending")
        : t("may.byRegistry");
    return (
      <>
        <span className="mono">{of.status}</span> {`– ${by}`}
      </>
    );
  }
  if (of.why === "busy") {
    const waits = held.operation?.waitsFor.map((one) => whom(t, one.who)).join(", ");
    return (
      <>
        {t("may.busy", {
          action: t(`common:actions.${held.operation?.action}`, {
            defaultValue: held.operation?.action ?? "",
          }),
        })}{" "}
        <OperationLink number={of.operation} />
        {waits && ` · ${t("may.waitsFor", { whom: waits })}`}
      </>
    );
  }
  if (of.why === "leaving") return t("may.isLeaving");
  return t(`may.state.${of.state}`, { defaultValue: of.state });
}

type Words = (key: string, options: Record<string, string>) => string;

/** The server's words for whom an operation waits for: `registry sandbox`, `vote of new-owner`. */
export function whom(t: unknown, who: string): string {
  const say = t as Words;
  const vote = /^vote of (.+)$/.exec(who);
  if (vote?.[1])
    return say("whom.vote", { side: say(`sides.${vote[1]}`, { defaultValue: vote[1] }), defaultValue: who });
  const registry = /^registry (.+)$/.exec(who);
  if (registry?.[1]) return say("whom.registry", { registry: registry[1], defaultValue: who });
  return say(`whom.${who.replaceAll(" ", "-")}`, { defaultValue: who });
}
