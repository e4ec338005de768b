// Forms with passkeys: asks the browser for one, and sends what it gave with the form. Loaded on those pages alone.
{
  const API = '/api/v1';

  /** @param {string} text base64url */
  const bytesOf = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

  /** @param {ArrayBuffer} bytes */
  const textOf = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');

  /** @param {PublicKeyCredential} credential @param {Record<string, unknown>} response */
  const sent = ({ id, rawId, type }, response) => JSON.stringify({ id, rawId: textOf(rawId), type, response });

  /** @param {any} options */
  const make = async ({ challenge, user, excludeCredentials, ...options }) => {
    /** @param {any} one */
    const known = (one) => ({ ...one, id: bytesOf(one.id) });
    const publicKey = {
      ...options,
      challenge: bytesOf(challenge),
      user: { ...user, id: bytesOf(user.id) },
      excludeCredentials: excludeCredentials.map(known),
    };
    const made = /** @type {PublicKeyCredential} */ (await navigator.credentials.create({ publicKey }));
    const response = /** @type {AuthenticatorAttestationResponse} */ (made.response);
    return sent(made, {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    });
  };

  /** @param {any} options */
  const show = async ({ challenge, ...options }) => {
    const publicKey = { ...options, challenge: bytesOf(challenge) };
    const shown = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey }));
    const response = /** @type {AuthenticatorAssertionResponse} */ (shown.response);
    return sent(shown, {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
      ...(response.userHandle ? { userHandle: textOf(response.userHandle) } : {}),
    });
  };

  /** @param {string} path @param {Record<string, string>} [body] */
  const ask = async (path, body) => {
    const answer = await fetch(`${API}${path}`, {
      method: 'POST',
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.detail);
    return said;
  };

  /** @param {FormData} fields */
  const proofOf = (fields) => {
    const password = String(fields.get('password') ?? '');
    const code = String(fields.get('code') ?? '').trim();
    const factor = /^[\d\s]{6,9}$/.test(code) ? { code } : { recoveryCode: code };
    return { ...(password ? { password } : {}), ...(code ? factor : {}) };
  };

  /** @type {Record<string, (fields: FormData) => Promise<string>>} */
  const ways = {
    add: async (fields) => make(await ask('/me/passkeys/options', proofOf(fields))),
    'sign-in': async () => show(await ask('/sessions/passkey/options')),
  };

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const way = ways[form.getAttribute('data-passkey') ?? ''];
    const button = form.querySelector('button');
    const problem = form.querySelector('[role=alert]');
    const credential = form.querySelector('input[name=credential]');
    if (!(form instanceof HTMLFormElement && credential instanceof HTMLInputElement && button && problem && way))
      continue;
    if (!window.PublicKeyCredential) continue;
    button.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      problem.setAttribute('hidden', '');
      button.disabled = true;
      try {
        credential.value = await way(new FormData(form));
        // The proof was given; it need not travel twice.
        for (const field of form.querySelectorAll('[name=password], [name=code]')) field.removeAttribute('name');
        form.submit();
      } catch (error) {
        // The browser's own words for that are no help: who cancelled knows, and who could not is told nothing.
        const why = error instanceof DOMException && (error.name === 'InvalidStateError' ? 'known' : 'cancelled');
        const own = why ? problem.getAttribute(`data-${why}`) : String(/** @type {Error} */ (error).message);
        problem.textContent = own;
        problem.removeAttribute('hidden');
        button.disabled = false;
      }
    });
  }
}
