import { graphql } from "@/api/generated/office";
import type { EndingRulesQuery } from "@/api/generated/office/graphql";

export const EndingRules = graphql(`
  query EndingRules($name: String!, $on: NaiveDate) {
    tld(name: $name, on: $on) {
      name
      rule
      from
      registry
      group
      label { min max reserved }
      periods { min max maxAhead }
      contactsNeeded
      eligibility
      owner { fixed fixedForIndividuals fixedWhereOrdered }
      identification {
        modeField
        modes { word legalForms notIn needs needsWhen { field is needs } frenchCompany }
      }
      nameServers { noneAllowed min maxCreate maxUpdate }
      glue
      idn { allowed characters scripts defaultTag }
      dnssec { form algorithms digests }
      transfer {
        byRequest codeRequired codeDays votes ownerContactRequired addsYear
        afterCreationDays afterTransferDays answerDays restarts restartWindowHours
      }
      trade { procedure formDays lockDays lockOptOut renewsYear executeHours }
      votes { expireDays reminders }
      restore
      grace { addDays renewDays autoRenewDays redemptionDays pendingDeleteDays }
      obligations {
        verificationDays verificationReminders suspensionDays
        expiryNoticesBefore { days latest }
        expiryNoticeAfter interruptionDays reinstatementDays deletionMarginDays dataReminderDays consentProofDays
      }
      privacy
      thick
      premium
      launch { claims reason conditions { version url text } }
      offered
      priceLists { class currency }
    }
  }
`);

export type Tld = NonNullable<EndingRulesQuery["tld"]>;
