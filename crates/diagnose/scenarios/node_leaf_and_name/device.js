const idScope = '0ne00C0FFEE';
const registrationId = 'dev-01';
