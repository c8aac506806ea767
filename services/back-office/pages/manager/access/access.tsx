import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { Failure } from "@/ui/failure";
import { Page } from "@/ui/page";
import { MailProofs, Passphrase } from "./mail";
import { Applications, Credentials } from "./programs";
import { OwnAccess } from "./reading";

/** By what the account's programs and mails prove where they come from. */
export function AccessPage() {
  const { t } = useTranslation(["manager/access", "common"]);
  const reading = useReading(OwnAccess, {});
  return (
    <Page title={t("title")}>
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {!reading.data && !reading.error && (
        <Skeleton height={320} role="status" aria-label={t("common:table.loading")} />
      )}
      {reading.data && (
        <>
          <Passphrase set={reading.data.batchMail.settings.hasPassphrase} />
          <MailProofs settings={reading.data.batchMail.settings} />
          <Applications of={reading.data.applications} />
          <Credentials of={reading.data.credentials} applications={reading.data.applications} />
        </>
      )}
    </Page>
  );
}
