// What proves that an instance said two things at once: names and hashes of both.
import type { EvidenceView, Signed } from '../../../federation/read-evidence.ts';
import type { Look } from '../look.ts';
import { Moment } from '../parts.tsx';

const Word = ({ look: { t }, word }: { look: Look; word: Signed }) => (
  <td>
    {word.name ?? t('peers.statement')} <span class="quiet">{word.type}</span>
    <br />
    <code>{word.hash}</code>
  </td>
);

export const Evidence = ({ look, evidence }: { look: Look; evidence: readonly EvidenceView[] }) => {
  const { t } = look;
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">{t('peers.evidence')}</h2>
      <p>{t('peers.evidence-text')}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('peers.evidence-number')}</th>
            <th scope="col">{t('peers.evidence-first')}</th>
            <th scope="col">{t('peers.evidence-second')}</th>
            <th scope="col">{t('peers.evidence-known')}</th>
          </tr>
        </thead>
        <tbody>
          {evidence.map(({ name, first, second, at }) => (
            <tr>
              <th scope="row">{name}</th>
              <Word look={look} word={first} />
              <Word look={look} word={second} />
              <td>
                <Moment look={look} at={at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
