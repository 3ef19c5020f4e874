<?php
session_start();
$_SESSION['cart'][] = $_GET['item'];
reply($_SESSION['cart']);
