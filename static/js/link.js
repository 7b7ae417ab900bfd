/* A one-use link carries its secret after the #, which browsers send to nobody: post it instead. */

const form = document.querySelector("[data-link-form]");
const secret = location.hash.slice(1);

if (form && secret) {
  form.elements.secret.value = secret;
  history.replaceState(null, "", location.pathname);
  form.submit();
}
