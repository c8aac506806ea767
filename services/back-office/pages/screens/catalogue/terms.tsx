import { useTranslation } from "react-i18next";
import { Facts } from "@/ui/facts";
import { Card } from "@/ui/page";
import type { Tld } from "./reading";

/** Transfer, trade, votes and what follows the end of a name. */
export function Moves({ tld }: { tld: Tld }) {
  const { t } = useTranslation(["catalogue", "common"]);
  const { transfer, trade, votes, grace } = tld;
  const yes = (on: boolean) => (on ? t("common:yes") : t("common:no"));
  const days = (count: number) => (count === 0 ? t("noDays") : t("days", { count }));
  return (
    <>
      <Card title={t("transfer")}>
        <Facts
          of={[
            [t("how"), transfer.byRequest ? t("byRequestLong") : t("byPushLong")],
            [
              t("code"),
              transfer.codeRequired
                ? transfer.codeDays
                  ? t("codeFor", { count: transfer.codeDays })
                  : t("codeNeeded")
                : t("common:no"),
            ],
            [t("votesNeeded"), yes(transfer.votes)],
            [t("ownerContact"), yes(transfer.ownerContactRequired)],
            [t("addsYear"), yes(transfer.addsYear)],
            [t("lockCreation"), days(transfer.afterCreationDays)],
            [t("lockTransfer"), days(transfer.afterTransferDays)],
            [t("answerDays"), days(transfer.answerDays)],
            [
              t("restarts"),
              t("restartsOf", { count: transfer.restarts, hours: transfer.restartWindowHours }),
            ],
          ]}
        />
      </Card>
      <Card title={t("trade")}>
        <Facts
          of={[
            [
              t("how"),
              t(`procedures.${trade.procedure}` as "procedures.votes", { defaultValue: trade.procedure }),
            ],
            trade.formDays != null && [t("formDays"), days(trade.formDays)],
            [t("tradeLock"), days(trade.lockDays)],
            trade.lockDays > 0 && [t("tradeOptOut"), yes(trade.lockOptOut)],
            [t("addsYear"), yes(trade.renewsYear)],
            [t("executeHours"), t("hours", { count: trade.executeHours })],
            [t("voteEnds"), days(votes.expireDays)],
            [t("voteReminders"), t("onDays", { days: votes.reminders.join(", ") })],
          ]}
        />
      </Card>
      <Card title={t("grace")}>
        <Facts
          of={[
            [t("addDays"), days(grace.addDays)],
            [t("renewDays"), days(grace.renewDays)],
            [t("autoRenewDays"), days(grace.autoRenewDays)],
            [t("redemptionDays"), days(grace.redemptionDays)],
            [t("pendingDeleteDays"), days(grace.pendingDeleteDays)],
            [t("restore"), yes(tld.restore)],
          ]}
        />
      </Card>
    </>
  );
}

/** What we owe to registrants, and by when. */
export function Duties({ tld }: { tld: Tld }) {
  const { t } = useTranslation(["catalogue", "common"]);
  const duties = tld.obligations;
  const days = (count: number) => (count === 0 ? t("noDays") : t("days", { count }));
  return (
    <Card title={t("duties")}>
      <Facts
        of={[
          [t("verification"), days(duties.verificationDays)],
          duties.verificationReminders.length > 0 && [
            t("verificationReminders"),
            t("onDays", { days: duties.verificationReminders.join(", ") }),
          ],
          [t("suspension"), days(duties.suspensionDays)],
          [
            t("noticesBefore"),
            duties.expiryNoticesBefore.length > 0
              ? t("daysBefore", { days: duties.expiryNoticesBefore.map((notice) => notice.days).join(", ") })
              : t("common:none"),
          ],
          [t("noticeAfter"), days(duties.expiryNoticeAfter)],
          [t("interruption"), days(duties.interruptionDays)],
          [t("reinstatement"), days(duties.reinstatementDays)],
          [t("deletionMargin"), days(duties.deletionMarginDays)],
          [t("dataReminder"), days(duties.dataReminderDays)],
          [t("consentProof"), days(duties.consentProofDays)],
        ]}
      />
    </Card>
  );
}
