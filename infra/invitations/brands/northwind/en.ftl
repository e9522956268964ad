# Only what Northwind words differently; everything else is the built-in text.

admin-create-user =
    .subject = Your access to the { $brand } customer portal
    .heading = Welcome aboard
    .body =
        Your contact at { $brand } has created an account in our customer portal for you. There you will find your orders, delivery notes and invoices.

        Set a password to activate your account.
    .action = Open the customer portal
